import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { JsonCodec } from '@drupal-nodejs/protocol';
import type { Encoding } from '../hub/encoding.ts';
import { readBody } from './request-body.ts';
import { StreamTransport } from './stream.ts';
import { jsonEvents, jsonLines } from './stream-encoding.ts';
import { hear, type WireSink } from './wire-sink.ts';

const codec = new JsonCodec();

type Headers = Readonly<Record<string, string>>;

// Proxies must hand on every piece at once; X-Accel-Buffering says so to nginx.
const unbuffered = { 'Cache-Control': 'no-cache, no-store', 'X-Accel-Buffering': 'no' };

export interface StreamEndpointsOptions {
  readonly maxFrameBytes: number;
  /** Makes the connection above a new wire. */
  readonly connect: (
    transport: StreamTransport,
    request: IncomingMessage,
    origin: string | undefined,
  ) => WireSink;
}

/**
 * The transports for clients behind proxies that break WebSockets: an endless answer down, and a request to
 * `/emulation` for each frame up. No proxy needs to know where the answer's connection lives.
 */
export class StreamEndpoints {
  readonly #options: StreamEndpointsOptions;
  readonly #sessions = new Map<string, WireSink>();

  constructor(options: StreamEndpointsOptions) {
    this.#options = options;
  }

  /** `POST connection/http_stream`: the first frame is the body. */
  async httpStream(
    request: IncomingMessage,
    response: ServerResponse,
    origin: string | undefined,
    cors: Headers,
  ): Promise<void> {
    const frame = await readBody(request, this.#options.maxFrameBytes);
    if (frame === undefined) {
      end(response, 413, cors);
    } else {
      this.#open(request, response, origin, frame, jsonLines, {
        'Content-Type': 'application/json',
        ...cors,
      });
    }
  }

  /** `GET connection/sse?cf_connect=…`: the first frame is in the query, since EventSource sends no body. */
  sse(request: IncomingMessage, response: ServerResponse, origin: string | undefined, cors: Headers): void {
    const frame = new URL(request.url ?? '', 'http://localhost').searchParams.get('cf_connect');
    if (frame === null) {
      end(response, 400, cors);
    } else {
      this.#open(request, response, origin, Buffer.from(frame), jsonEvents, {
        'Content-Type': 'text/event-stream',
        ...cors,
      });
    }
  }

  /** `POST emulation`: a frame for a connection that listens elsewhere. */
  async emulation(request: IncomingMessage, response: ServerResponse, cors: Headers): Promise<void> {
    const body = await readBody(request, this.#options.maxFrameBytes);
    if (body === undefined) {
      end(response, 413, cors);
      return;
    }
    const frame = readEmulation(body);
    if (frame === undefined) {
      end(response, 400, cors);
      return;
    }
    const sink = this.#sessions.get(frame.session);
    if (sink !== undefined) {
      hear(sink, codec, Buffer.from(frame.data));
    }
    // A session that is gone needs no word: its answer has ended, and the client is on its way back.
    end(response, 204, cors);
  }

  #open(
    request: IncomingMessage,
    { socket }: ServerResponse,
    origin: string | undefined,
    frame: Buffer,
    encoding: Encoding,
    headers: Headers,
  ): void {
    // The client is gone, or sent this behind another request whose answer has not ended.
    if (socket === null || socket.destroyed) {
      return;
    }
    const session = randomUUID();
    const transport = new StreamTransport(socket, encoding, session);
    const sink = this.#options.connect(transport, request, origin);
    this.#sessions.set(session, sink);
    socket.once('close', () => this.#sessions.delete(session));
    transport.open(sink, { ...headers, ...unbuffered });
    hear(sink, codec, frame);
  }
}

function readEmulation(body: Buffer): { readonly session: string; readonly data: string } | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  if (typeof fields !== 'object' || fields === null || !('session' in fields) || !('data' in fields)) {
    return undefined;
  }
  const { session, data } = fields;
  return typeof session === 'string' && typeof data === 'string' ? { session, data } : undefined;
}

function end(response: ServerResponse, status: number, headers: Headers): void {
  response.writeHead(status, headers).end();
}
