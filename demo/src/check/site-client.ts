import { type IncomingMessage, request } from 'node:http';
import { DemoError } from '../demo-error.ts';
import type { DemoEvent } from '../event-log.ts';
import type { Host } from '../hosts.ts';
import { Inbox } from './inbox.ts';

/** An answer of the site. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** What is sent; `null` leaves a header out that a browser would send. */
export interface Sending {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** A browser without a screen: one host name, one cookie jar. */
export class SiteClient {
  readonly host: Host;
  readonly #port: number;
  readonly #cookies = new Map<string, string>();
  #watching: IncomingMessage | undefined;

  constructor(host: Host) {
    this.host = host;
    this.#port = Number(new URL(host.origin).port);
  }

  /** The Cookie header of this jar. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Sends a request as a page of this host would. */
  async send(method: 'GET' | 'POST', path: string, { json, headers = {} }: Sending = {}): Promise<Answer> {
    const response = await this.#open(method, path, { json, headers });
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
    for (const cookie of response.headers['set-cookie'] ?? []) this.#keep(cookie);
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  }

  async get<T>(path: string): Promise<T> {
    return parsed<T>(path, await this.send('GET', path));
  }

  async post<T>(path: string, json: unknown = {}): Promise<T> {
    return parsed<T>(path, await this.send('POST', path, { json }));
  }

  /** What happens behind the screens, from now on and a little before. */
  async events(): Promise<Inbox<DemoEvent>> {
    const inbox = new Inbox<DemoEvent>();
    const response = await this.#open('GET', '/demo/events', {});
    this.#watching = response;
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
        if (data !== undefined) inbox.add(JSON.parse(data) as DemoEvent);
        text = text.slice(end + 2);
      }
    });
    // The demo ends the stream when it stops.
    response.on('error', () => {});
    return inbox;
  }

  close(): void {
    this.#watching?.destroy();
  }

  #open(method: string, path: string, { json, headers = {} }: Sending): Promise<IncomingMessage> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const all: Record<string, string | null> = {
      Host: this.host.authority,
      ...(method === 'POST' ? { Origin: this.host.origin } : {}),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(this.#cookies.size === 0 ? {} : { Cookie: this.cookie }),
      ...headers,
    };
    const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: this.#port,
        method,
        path,
        headers: Object.fromEntries(sent),
      };
      request(options, resolve).once('error', reject).end(body);
    });
  }

  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    if (attributes.some((attribute) => attribute.trim().toLowerCase() === 'max-age=0'))
      this.#cookies.delete(name);
    else this.#cookies.set(name, pair.slice(equals + 1));
  }
}

function parsed<T>(path: string, { status, text }: Answer): T {
  if (status !== 200) throw new DemoError('check-failed', `${path}: HTTP ${status} ${text.slice(0, 200)}`);
  return JSON.parse(text) as T;
}
