import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Gate } from '../gate.ts';
import type { Peers } from '../peers/peers.ts';
import { readBody } from './request-body.ts';
import { serverOf } from './session-server.ts';
import { StreamTransport } from './stream.ts';
import { eventsJson, streamJson, streamProtobuf, type Wire } from './wire.ts';
import { hear, type WireSink } from './wire-sink.ts';

/** What stands around a frame in a request; JSON in JSON has two bytes for each quote, backslash and line end too. */
const envelopeBytes = 1_024;
const protobufType = 'application/octet-stream';

type Headers = Readonly<Record<string, string>>;

export interface StreamEndpointsOptions {
  readonly maxFrameBytes: number;
  /** Other servers, behind the same address, that hold the answers of some of those who speak here. */
  readonly peers?: Pick<Peers, 'id' | 'send'> | undefined;
  /** Whether one more frame may go to one of them: whose it is, nobody knows here. */
  readonly maySendOn: (request: IncomingMessage) => boolean;
  /** Held while wires go to another process. */
  readonly gate: Gate;
  /** Has a request answered by the process that the wires went to. */
  readonly forward: (request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;
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
      await this.#open(request, response, origin, frame, wire, { 'Content-Type': type, ...cors });
    }
  }

  /** `GET connection/sse?cf_connect=…`: the first frame is in the query, since EventSource sends no body. */
  async sse(
    request: IncomingMessage,
    response: ServerResponse,
    origin: string | undefined,
    cors: Headers,
  ): Promise<void> {
    const frame = new URL(request.url ?? '', 'http://localhost').searchParams.get('cf_connect');
    if (frame === null) {
      end(response, 400, cors);
    } else {
      await this.#open(request, response, origin, Buffer.from(frame), eventsJson, {
        'Content-Type': 'text/event-stream',
        ...cors,
      });
    }
  }

  /** `POST emulation`: a frame for a connection that listens elsewhere. */
  async emulation(request: IncomingMessage, response: ServerResponse, cors: Headers): Promise<void> {
    const body = await readBody(request, 2 * this.#options.maxFrameBytes + envelopeBytes);
    if (body === undefined) {
      end(response, 413, cors);
      return;
    }
    const wire = requestedWire(request);
    const { session, frame } = wire.codec.decodeEmulation(body);
    const here = async (): Promise<void> => {
      // One that came here by a hand-over still has the name of the process before.
      const server = this.#sessions.has(session) ? undefined : serverOf(session);
      const { peers, maySendOn } = this.#options;
      if (server === undefined || server === peers?.id) {
        this.#hear(session, wire, frame);
      } else if (!maySendOn(request)) {
        end(response, 429, cors);
        return;
      } else {
        const isProtobuf = wire === streamProtobuf;
        const letter: Letter = { session, frame: Buffer.from(frame).toString('base64'), isProtobuf };
        await peers?.send(server, JSON.stringify(letter));
      }
      // A session that is gone needs no word: its answer has ended, and the client is on its way back.
      end(response, 204, cors);
    };
    await this.#options.gate.pass(here, () => this.#options.forward(request, response, body));
  }

  /** Takes a frame that came to another server. */
  take(letter: string): void {
    const { session, frame, isProtobuf } = JSON.parse(letter) as Letter;
    this.#hear(session, isProtobuf ? streamProtobuf : streamJson, Buffer.from(frame, 'base64'));
  }

  #hear(session: string, { codec }: Wire, frame: Uint8Array): void {
    const sink = this.#sessions.get(session);
    if (frame.length > this.#options.maxFrameBytes) {
      // As the parser of WebSockets says it; a client that came back would send it again.
      sink?.close(new Disconnect(DisconnectCode.badRequest, 'Max payload size exceeded'));
    } else if (sink !== undefined) {
      hear(sink, codec, frame);
    }
  }

  /** Goes on with a session of another process. */
  adopt(
    socket: Socket,
    wire: Wire,
    session: string,
    restore: (transport: StreamTransport) => WireSink,
  ): StreamTransport {
    return this.#begin(socket, wire, session, restore).transport;
  }

  async #open(
    request: IncomingMessage,
    response: ServerResponse,
    origin: string | undefined,
    frame: Buffer,
    wire: Wire,
    headers: Headers,
  ): Promise<void> {
    await this.#options.gate.pass(
      async () => this.#answer(request, response, origin, frame, wire, headers),
      // Its answer would keep this process alive: the client comes back, and finds the one that is meant.
      async () => end(response, 503, headers),
    );
  }

  #answer(
    request: IncomingMessage,
    { socket }: ServerResponse,
    origin: string | undefined,
    frame: Buffer,
    wire: Wire,
    headers: Headers,
  ): void {
    // The client is gone, or sent this behind another request: nothing may wait for an answer that may have no end.
    if (socket === null || socket.destroyed) {
      request.socket.destroy();
      return;
    }
    // Before the head is sent: what is no frame is refused with a status, not in the answer.
    const commands = wire.codec.decode(frame);
    const { peers } = this.#options;
    const session = peers === undefined ? randomUUID() : `${peers.id}.${randomUUID()}`;
    const connect = (transport: StreamTransport): WireSink =>
      this.#options.connect(transport, request, origin);
    const { transport, sink } = this.#begin(socket, wire, session, connect);
    transport.open(headers);
    sink.receive(commands);
  }

  #begin(
    socket: Socket,
    wire: Wire,
    session: string,
    connect: (transport: StreamTransport) => WireSink,
  ): { readonly transport: StreamTransport; readonly sink: WireSink } {
    const transport = new StreamTransport(socket, wire, session, () => {
      this.#sessions.delete(session);
      sink.ended();
    });
    const sink = connect(transport);
    this.#sessions.set(session, sink);
    return { transport, sink };
  }
}

/** A frame on its way to the server that holds its answer. */
interface Letter {
  readonly session: string;
  readonly frame: string;
  readonly isProtobuf: boolean;
}

// Whoever speaks Protobuf says so by the type of what it sends.
function requestedWire({ headers }: IncomingMessage): Wire {
  return headers['content-type'] === protobufType ? streamProtobuf : streamJson;
}

function end(response: ServerResponse, status: number, headers: Headers): void {
  response.writeHead(status, headers).end();
}
