import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import type { ServerOptions } from '../options.ts';
import { idleTracer, type Tracer } from '../tracer.ts';
import { type BackendKey, sign } from './signature.ts';

export type BackendOptions = NonNullable<ServerOptions['backend']>;

/** Drupal gave no answer that can be used. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  /** HTTP's, 0 when there was no answer at all. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** The Drupal of a site, as it is asked: each request signed, each answer JSON. */
export class Backend {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #tracer: Tracer;
  #keys: readonly BackendKey[];

  constructor(
    { url, keys }: Pick<BackendOptions, 'url' | 'keys'>,
    clock: Clock,
    limits: Limits,
    tracer: Tracer = idleTracer,
  ) {
    this.#url = url.replace(/\/$/, '');
    this.#keys = keys;
    this.#clock = clock;
    this.#timeoutMs = limits.backendTimeoutMs;
    this.#tracer = tracer;
  }

  /** Takes other keys; what is under way goes on with the old ones. */
  reload({ keys }: Pick<BackendOptions, 'keys'>): void {
    this.#keys = keys;
  }

  /** @throws BackendError */
  get(path: string): Promise<unknown> {
    return this.#ask('GET', path, '', this.#timeoutMs);
  }

  /** @param body JSON text @throws BackendError */
  post(path: string, body: string, timeoutMs = this.#timeoutMs): Promise<unknown> {
    return this.#ask('POST', path, body, timeoutMs);
  }

  #ask(method: string, path: string, body: string, timeoutMs: number): Promise<unknown> {
    const [question = path] = path.split('?');
    return this.#tracer.asking(question, (headers) => this.#tryKeys(method, path, body, timeoutMs, headers));
  }

  // With the key that Drupal took last; the others are asked after a 403, so that keys can be changed on one side first.
  async #tryKeys(
    method: string,
    path: string,
    body: string,
    timeoutMs: number,
    headers: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    const keys = this.#keys;
    for (const key of keys) {
      const response = await this.#send(key, method, path, body, timeoutMs, headers);
      if (response.status === 403 && key !== keys.at(-1)) {
        await response.body?.cancel();
        continue;
      }
      // Unless other keys came meanwhile.
      if (key !== keys[0] && keys === this.#keys) {
        this.#keys = [key, ...keys.filter((other) => other !== key)];
      }
      return await read(response, `${method} ${path}`);
    }
    throw new BackendError(0, `${method} ${path}: no key to sign with`);
  }

  async #send(
    key: BackendKey,
    method: string,
    path: string,
    body: string,
    timeoutMs: number,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> {
    const url = new URL(`${this.#url}${path}`);
    const time = Math.floor(this.#clock.now() / 1000);
    const signed = { time, method, path: `${url.pathname}${url.search}`, body };
    try {
      return await fetch(url, {
        method,
        headers: { ...headers, 'content-type': 'application/json', 'x-nodejs-signature': sign(key, signed) },
        ...(method === 'GET' ? {} : { body }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (cause) {
      throw new BackendError(0, `${method} ${path}: ${(cause as Error).message}`, { cause });
    }
  }
}

async function read(response: Response, what: string): Promise<unknown> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new BackendError(response.status, `${what}: expected status 200, got ${response.status}`);
  }
  try {
    return response.status === 204 ? undefined : await response.json();
  } catch (cause) {
    throw new BackendError(response.status, `${what}: expected JSON, got something else`, { cause });
  }
}
