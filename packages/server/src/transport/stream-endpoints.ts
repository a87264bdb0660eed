import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './request-body.ts';
import { StreamTransport } from './stream.ts';
import { eventsJson, streamJson, streamProtobuf, type Wire } from './wire.ts';
import { hear, type WireSink } from './wire-sink.ts';

const protobufType = 'application/octet-stream';

type Headers = Readonly<Record<string, string>>;

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
 * `/emulation` for each frame up. No proxy needs to know where the answer's connection lives. Each method throws
 * ProtocolError 107 for a body that is no frame.
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
      const wire = requestedWire(request);
      const type = wire === streamProtobuf ? protobufType : 'application/json';
      this.#open(request, response, origin, frame, wire, { 'Content-Type': type, ...cors });
    }
  }

  /** `GET connection/sse?cf_connect=…`: the first frame is in the query, since EventSource sends no body. */
  sse(request: IncomingMessage, response: ServerResponse, origin: string | undefined, cors: Headers): void {
    const frame = new URL(request.url ?? '', 'http://localhost').searchParams.get('cf_connect');
    if (frame === null) {
      end(response, 400, cors);
    } else {
      this.#open(request, response, origin, Buffer.from(frame), eventsJson, {
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
    const { codec } = requestedWire(request);
    const { session, frame } = codec.decodeEmulation(body);
    const sink = this.#sessions.get(session);
    if (sink !== undefined) {
      hear(sink, codec, frame);
    }
    // A session that is gone needs no word: its answer has ended, and the client is on its way back.
    end(response, 204, cors);
  }

  #open(
    request: IncomingMessage,
    { socket }: ServerResponse,
    origin: string | undefined,
    frame: Buffer,
    wire: Wire,
    headers: Headers,
  ): void {
    // The client is gone, or sent this behind another request whose answer has not ended.
    if (socket === null || socket.destroyed) {
      return;
    }
    // Before the head is sent: what is no frame is refused with a status, not in the answer.
    const commands = wire.codec.decode(frame);
    const session = randomUUID();
    const transport = new StreamTransport(socket, wire, session, () => {
      this.#sessions.delete(session);
      sink.ended();
    });
    const sink = this.#options.connect(transport, request, origin);
    this.#sessions.set(session, sink);
    transport.open(headers);
    sink.receive(commands);
  }
}

// Whoever speaks Protobuf says so by the type of what it sends.
function requestedWire({ headers }: IncomingMessage): Wire {
  return headers['content-type'] === protobufType ? streamProtobuf : streamJson;
}

function end(response: ServerResponse, status: number, headers: Headers): void {
  response.writeHead(status, headers).end();
}
