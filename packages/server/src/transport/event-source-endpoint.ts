import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Connection } from '../connection/connection.ts';
import { Cursor } from '../connection/cursor.ts';
import { listen, sealOf } from '../connection/one-way.ts';
import type { Transport } from '../connection/transport.ts';
import { EventSourceTransport } from './event-source.ts';
import { EventStream } from './event-stream.ts';
import type { ClientRequest } from './websocket-handshake.ts';

/** Makes the connection above a new wire; `origin` is the page's, where a browser is behind it. */
export type Connect = (
  transport: Transport,
  request: ClientRequest,
  origin: string | undefined,
) => Connection;

/** `GET connection/uni_sse`: events for EventSource and htmx; all that the client asks is in the query. */
export function answerEventSource(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string | undefined,
  headers: Readonly<Record<string, string>>,
  connect: Connect,
): void {
  const { searchParams: query } = new URL(request.url ?? '', 'http://localhost');
  // A page that goes on where another stopped can't set the header.
  const lastEventId = header(request, 'last-event-id') ?? query.get('lastEventId') ?? '';
  if (lastEventId === Cursor.end) {
    response.writeHead(204, headers).end();
    return;
  }
  const socket = freeSocket(request, response);
  if (socket === undefined) {
    return;
  }
  const token = query.get('token') ?? '';
  const cursor = new Cursor('', []);
  const stream = new EventStream(cursor, () => sealOf(connection, token));
  const transport = new EventSourceTransport(response, socket, stream, headers, () => connection.ended());
  const connection = connect(transport, request, origin);
  listen(connection, {
    token,
    channels: query.getAll('channel'),
    subscriptions: query.getAll('subscription'),
    lastEventId,
    cursor,
  });
}

/** Answers an EventSource that this process can't serve any more: it comes back, and finds the next. */
export function sendBackEventSource(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): void {
  const socket = freeSocket(request, response);
  if (socket !== undefined) {
    const stream = new EventStream(new Cursor('', []), () => '');
    const transport = new EventSourceTransport(response, socket, stream, headers, () => undefined);
    transport.close(new Disconnect(DisconnectCode.shutdown));
  }
}

/** The socket that an answer may have for itself. */
function freeSocket(request: IncomingMessage, { socket }: ServerResponse): Socket | undefined {
  // The client is gone, or sent this behind another request: nothing may wait for an answer that may have no end.
  if (socket === null || socket.destroyed) {
    request.socket.destroy();
    return undefined;
  }
  return socket;
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
