import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { offersDeflate, perMessageDeflate } from './extensions.ts';
import {
  type Wire,
  webSocketJson,
  webSocketJsonDeflated,
  webSocketProtobuf,
  webSocketProtobufDeflated,
} from './wire.ts';

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const keyPattern = /^[+/0-9A-Za-z]{22}==$/;

/** A request to upgrade, as far as a process needs it that it did not come to. */
export type UpgradeRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'httpVersion'>;

/** Such a request, and where it came from. */
export type ClientRequest = UpgradeRequest & { readonly socket: Socket };

/** Why an upgrade is refused: an HTTP status and its reason. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

/** Checks an upgrade request by RFC 6455 §4.2.1; returns why it is refused, or nothing. */
export function refusal({ method, headers, httpVersion }: UpgradeRequest): Refusal | undefined {
  if (method !== 'GET') {
    return { status: 405, reason: 'Method Not Allowed' };
  }
  if (
    httpVersion !== '1.1' ||
    headers.host === undefined ||
    headers.upgrade?.toLowerCase() !== 'websocket' ||
    !keyPattern.test(headers['sec-websocket-key'] ?? '')
  ) {
    return { status: 400, reason: 'Bad Request' };
  }
  return headers['sec-websocket-version'] === '13' ? undefined : { status: 426, reason: 'Upgrade Required' };
}

const protobufProtocol = 'centrifuge-protobuf';
export const firstFrameProtocol = 'drupal-nodejs.first-frame';
const protobufPattern = /(?:^|,)[\t ]*centrifuge-protobuf[\t ]*(?:,|$)/;
const firstFramePattern = /(?:^|,)[\t ]*drupal-nodejs\.first-frame[\t ]*,[\t ]*frame\.([\w-]+)[\t ]*$/;

/** Tells which encoding an upgrade request asks for; compressed ones only where they `mayDeflate`. */
export function requestedWire({ headers }: UpgradeRequest, mayDeflate = false): Wire {
  const isProtobuf = protobufPattern.test(headers['sec-websocket-protocol'] ?? '');
  if (mayDeflate && offersDeflate(headers['sec-websocket-extensions'])) {
    return isProtobuf ? webSocketProtobufDeflated : webSocketJsonDeflated;
  }
  return isProtobuf ? webSocketProtobuf : webSocketJson;
}

/** The first frame of a client that sends it with its handshake, as it would have come in a WebSocket frame. */
export function firstFrame({ headers }: UpgradeRequest, wire: Wire): Buffer | undefined {
  if (wire.codec === webSocketProtobuf.codec) {
    return undefined;
  }
  const [, frame] = firstFramePattern.exec(headers['sec-websocket-protocol'] ?? '') ?? [];
  return frame === undefined ? undefined : Buffer.from(frame, 'base64url');
}

/**
 * The answer to an upgrade request: behind it the socket speaks WebSocket.
 *
 * @param subprotocol one that the client offered
 */
export function acceptance(
  { headers }: UpgradeRequest,
  wire: Wire,
  subprotocol = wire.codec === webSocketProtobuf.codec ? protobufProtocol : undefined,
): string {
  const key = hash('sha1', `${headers['sec-websocket-key']}${guid}`, 'base64');
  const protocol = subprotocol === undefined ? '' : `Sec-WebSocket-Protocol: ${subprotocol}\r\n`;
  const extension = wire.isDeflated ? `Sec-WebSocket-Extensions: ${perMessageDeflate}\r\n` : '';
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n${protocol}${extension}\r\n`;
}

/** Answers an upgrade request with an HTTP error and ends the socket. */
export function refuse(socket: Duplex, { status, reason }: Refusal): void {
  const version = status === 426 ? 'Sec-WebSocket-Version: 13\r\n' : '';
  // No timeout of the HTTP server looks after an upgraded socket: a client that stays would keep it open for good.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${version}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
