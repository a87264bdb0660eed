import { type Codec, JsonCodec, ProtobufCodec } from '@drupal-nodejs/protocol';
import type { Encoding } from '../hub/encoding.ts';
import { deflate } from './deflate.ts';
import { compressed, encodeFrame, opcode } from './websocket-frame.ts';

/** One way of putting frames on a wire. One object each, so that the hub encodes once for all who share it. */
export interface Wire extends Encoding {
  /** Reads what clients send. */
  readonly codec: Codec;
  /** Set where messages may be compressed, to and fro. */
  readonly isDeflated?: true;
}

const json = new JsonCodec();
const protobuf = new ProtobufCodec();
const newline = Buffer.from('\n');

/** JSON in WebSocket text frames. */
export const webSocketJson: Wire = {
  codec: json,
  encode: (replies) => encodeFrame(opcode.text, json.encode(replies)),
};

/** Protobuf in WebSocket binary frames. */
export const webSocketProtobuf: Wire = {
  codec: protobuf,
  encode: (replies) => encodeFrame(opcode.binary, protobuf.encode(replies)),
};

/** The same, where the client takes compressed frames too: compressed once for all who share it. */
export const webSocketJsonDeflated: Wire = {
  codec: json,
  isDeflated: true,
  encode: (replies) => deflatedFrame(opcode.text, json.encode(replies)),
};

/** The same for Protobuf. */
export const webSocketProtobufDeflated: Wire = {
  codec: protobuf,
  isDeflated: true,
  encode: (replies) => deflatedFrame(opcode.binary, protobuf.encode(replies)),
};

/** JSON lines in the body of an endless answer. */
export const streamJson: Wire = {
  codec: json,
  encode: (replies) => Buffer.concat([json.encode(replies), newline]),
};

/** Protobuf in the body of an endless answer. */
export const streamProtobuf: Wire = { codec: protobuf, encode: (replies) => protobuf.encode(replies) };

/** JSON in Server-Sent Events, one event for all replies of a frame. */
export const eventsJson: Wire = {
  codec: json,
  encode: (replies) =>
    Buffer.from(`data: ${json.encode(replies).toString().replaceAll('\n', '\ndata: ')}\n\n`),
};

/** Every wire by the name that another process knows it by. */
export const wiresByName = {
  webSocketJson,
  webSocketProtobuf,
  webSocketJsonDeflated,
  webSocketProtobufDeflated,
  streamJson,
  streamProtobuf,
  eventsJson,
} as const satisfies Readonly<Record<string, Wire>>;

export type WireName = keyof typeof wiresByName;

export function nameOf(wire: Wire): WireName {
  const [name] = Object.entries(wiresByName).find(([, candidate]) => candidate === wire) ?? [];
  if (name === undefined) {
    throw new Error('wire: expected one of those that have a name');
  }
  return name as WireName;
}

function deflatedFrame(kind: typeof opcode.text | typeof opcode.binary, message: Uint8Array): Buffer {
  const deflated = deflate(message);
  return deflated === undefined ? encodeFrame(kind, message) : encodeFrame(kind, deflated, compressed);
}
