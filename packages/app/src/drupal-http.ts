import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { AppError } from './errors.ts';

/** How Drupal is reached over HTTP. */
export interface DrupalHttpOptions {
  /** Address under which Node reaches it, base path included. */
  readonly url: URL;
  /** Address under which browsers see it: names its cookies and links. */
  readonly baseUrl: URL;
  readonly timeoutMs: number;
}

/** A request to Drupal in a visitor's name. */
export interface DrupalRequest {
  readonly method: string;
  /** Below the base path, with a slash before it and the query behind. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Address of the visitor: Drupal counts failed log-ins by it. */
  readonly address: string;
}

export interface DrupalAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** No page or list of JSON:API comes near. */
const LONGEST_ANSWER = 16 * 1024 * 1024;

/**
 * Asks Drupal as a proxy does: its own name as Host, the visitor's address beside.
 *
 * Not `fetch`, which doesn't let a request name another host than it goes to. Redirects aren't followed: whoever
 * answers one is not who was asked.
 */
export class DrupalHttp {
  readonly #options: DrupalHttpOptions;
  readonly #agent: HttpAgent;
  readonly #forwarded: Readonly<Record<string, string>>;

  constructor(options: DrupalHttpOptions) {
    this.#options = options;
    const { url, baseUrl } = options;
    this.#agent = new (url.protocol === 'https:' ? HttpsAgent : HttpAgent)({
      keepAlive: true,
      maxSockets: 64,
    });
    this.#forwarded = { host: baseUrl.host, 'x-forwarded-proto': baseUrl.protocol.slice(0, -1) };
  }

  /** @throws AppError `APP_DRUPAL_UNREACHABLE` or `APP_DRUPAL_ANSWER` */
  async send({ method, path, headers = {}, body, address }: DrupalRequest): Promise<DrupalAnswer> {
    const { url, timeoutMs } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<DrupalAnswer>();
    // Where Drupal is inside is nothing for visitors: that stands in the cause.
    const fail = (error: Error) => {
      const cause = new Error(`${url.origin}: ${error.message}`, { cause: error });
      reject(new AppError('APP_DRUPAL_UNREACHABLE', 'Drupal can’t be reached, or doesn’t answer', { cause }));
    };
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const outgoing = send(
      {
        protocol: url.protocol,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        method,
        path: `${url.pathname.replace(/\/+$/, '')}${path}`,
        headers: { ...headers, ...length, ...this.#forwarded, 'x-forwarded-for': address },
        agent: this.#agent,
        signal: AbortSignal.timeout(timeoutMs),
        // The certificate is that of the name by which browsers know the site.
        servername: this.#options.baseUrl.hostname,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > LONGEST_ANSWER) {
            reject(new AppError('APP_DRUPAL_ANSWER', `expected at most ${LONGEST_ANSWER} bytes, found more`));
            incoming.destroy();
          }
        });
        incoming.on('error', fail);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text });
        });
      },
    );
    outgoing.on('error', fail);
    outgoing.end(body);
    return await promise;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Reads an answer as JSON. @throws AppError `APP_DRUPAL_ANSWER` */
export function readJson({ status, body }: DrupalAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new AppError(
      'APP_DRUPAL_ANSWER',
      `expected JSON from Drupal, found status ${status} with something else`,
      {
        cause,
      },
    );
  }
}

/** A map of JSON; an empty one for anything else, so that what is missing is undefined. */
export function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** Drupal's own words for a refusal: `{"message"}` of its routes, `errors[].detail` of JSON:API. */
export function wordsOf({ status, body }: DrupalAnswer): string {
  try {
    const { message, errors } = asMap(JSON.parse(body));
    if (typeof message === 'string' && message !== '') return message;
    const [first] = Array.isArray(errors) ? errors : [];
    const { detail, title } = asMap(first);
    if (typeof detail === 'string' && detail !== '') return detail;
    if (typeof title === 'string' && title !== '') return title;
  } catch {
    // Not JSON: a page for people, of which the status is all that can be said.
  }
  return `status ${status}`;
}
