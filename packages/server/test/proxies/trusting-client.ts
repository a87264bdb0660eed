import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { Readable } from 'node:stream';
import { EventSource } from 'eventsource';
import * as ws from 'ws';

type WebSocketClass = new (url: string, protocols: unknown, options: object) => object;

/** The parts of an SDK client, for a site whose certificate is signed by `ca`. */
export function trusting(ca: string): {
  readonly websocket: unknown;
  readonly fetch: typeof fetch;
  readonly eventsource: unknown;
} {
  const certificate = readFileSync(ca);
  const { WebSocket } = ws as unknown as { readonly WebSocket: WebSocketClass };
  class TrustingSocket extends WebSocket {
    constructor(address: string, protocols: unknown) {
      super(address, protocols, { ca: certificate });
    }
  }
  const trustingFetch = (async (url: string, options: RequestInit = {}) => {
    const { method = 'GET', headers, body, signal } = options;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(
        url,
        { method, headers: Object.fromEntries(new Headers(headers)), ca: certificate, agent: false },
        resolve,
      );
      asked.on('error', reject);
      signal?.addEventListener('abort', () => asked.destroy());
      asked.end(body as string | undefined);
    });
    answer.on('error', () => answer.destroy());
    const hasBody = answer.statusCode !== 204;
    return new Response(hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null, {
      status: answer.statusCode ?? 0,
      headers: { 'content-type': answer.headers['content-type'] ?? 'text/plain' },
    });
  }) as typeof fetch;
  class TrustingEventSource extends EventSource {
    constructor(url: string) {
      super(url, { fetch: (address, options) => trustingFetch(String(address), options as RequestInit) });
    }
  }
  return { websocket: TrustingSocket, fetch: trustingFetch, eventsource: TrustingEventSource };
}
