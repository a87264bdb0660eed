import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Codec, EmulationRequest } from './codec.ts';
import { ProtocolError, ProtocolErrorCode } from './codes.ts';
import { type Command, readCommand } from './command.ts';
import {
  commandFields,
  emulationFields,
  type Fields,
  type FieldType,
  replyFields,
} from './protobuf-schema.ts';
import type { Reply } from './reply.ts';

/** The Protobuf encoding: messages one after the other, each behind its length. Payloads stay JSON, as bytes. */
export class ProtobufCodec implements Codec {
  readonly name = 'protobuf';

  decode(frame: Uint8Array): Command[] {
    const commands: Command[] = [];
    try {
      const reader = new BinaryReader(frame);
      while (reader.pos < reader.len) {
        commands.push(readCommand(readMessage(commandFields, reader.bytes())));
      }
    } catch (cause) {
      if (cause instanceof ProtocolError) {
        throw cause;
      }
      throw new ProtocolError(
        ProtocolErrorCode.badRequest,
        'expected Protobuf messages, each behind its length',
        { cause },
      );
    }
    return commands;
  }

  decodeEmulation(body: Uint8Array): EmulationRequest {
    let fields: Value;
    try {
      fields = readMessage(emulationFields, body);
    } catch (cause) {
      throw new ProtocolError(ProtocolErrorCode.badRequest, 'expected a Protobuf message', { cause });
    }
    const { session, data } = fields;
    if (typeof session !== 'string' || !(data instanceof Uint8Array)) {
      throw new ProtocolError(ProtocolErrorCode.badRequest, 'expected session and data');
    }
    return { session, frame: data };
  }

  encode(replies: readonly Reply[]): Buffer {
    const writer = new BinaryWriter();
    for (const reply of replies) {
      // The server's ping is a message without fields.
      writeMessage(writer, replyFields, reply === 'ping' ? {} : reply);
    }
    return Buffer.from(writer.finish());
  }
}

type Value = Readonly<Record<string, unknown>>;

type Field = readonly [number: number, name: string, type: FieldType];

// To list them takes as long as to write the message, so it is done once.
const lists = new WeakMap<Fields, readonly Field[]>();

function listOf(fields: Fields): readonly Field[] {
  let list = lists.get(fields);
  if (list === undefined) {
    list = Object.entries(fields).map(([number, [name, type]]): Field => [Number(number), name, type]);
    lists.set(fields, list);
  }
  return list;
}

/** Writes a message behind its length. */
function writeMessage(writer: BinaryWriter, fields: Fields, value: object): void {
  const members = value as Value;
  writer.fork();
  for (const [number, name, type] of listOf(fields)) {
    if (members[name] !== undefined) {
      writeField(writer, number, type, members[name]);
    }
  }
  writer.join();
}

function writeField(writer: BinaryWriter, number: number, type: FieldType, value: unknown): void {
  if (type === 'bool') {
    writer.tag(number, WireType.Varint).bool(value === true);
  } else if (type === 'int') {
    writer.tag(number, WireType.Varint).int64(value as number);
  } else if (type === 'string' || type === 'jsonText') {
    writer.tag(number, WireType.LengthDelimited).string(value as string);
  } else if (type === 'bytes') {
    writer.tag(number, WireType.LengthDelimited).bytes(value as Uint8Array);
  } else if (type === 'json') {
    writer.tag(number, WireType.LengthDelimited).string(JSON.stringify(value));
  } else if ('message' in type) {
    writeMessage(writer.tag(number, WireType.LengthDelimited), type.message, value as object);
  } else if ('list' in type) {
    for (const item of value as readonly object[]) {
      writeMessage(writer.tag(number, WireType.LengthDelimited), type.list, item);
    }
  } else {
    for (const [key, item] of Object.entries(value as Value)) {
      writeMessage(writer.tag(number, WireType.LengthDelimited), type.map, { key, value: item });
    }
  }
}

function readMessage(fields: Fields, bytes: Uint8Array): Value {
  const reader = new BinaryReader(bytes);
  const members = new Map<string, unknown>();
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = fields[number];
    if (field === undefined) {
      reader.skip(wireType, number);
    } else {
      const [name, type] = field;
      if (wireType !== (type === 'bool' || type === 'int' ? WireType.Varint : WireType.LengthDelimited)) {
        throw new ProtocolError(ProtocolErrorCode.badRequest, `${name}: wire type ${wireType}`);
      }
      members.set(name, readField(reader, type, members.get(name)));
    }
  }
  return toObject(members);
}

// An object with the members of a map, whatever their names: an assignment to `__proto__` would be something else.
function toObject(members: ReadonlyMap<string, unknown>): Value {
  return Object.fromEntries(
    [...members].map(([name, value]) => [name, value instanceof Map ? toObject(value) : value]),
  );
}

function readField(reader: BinaryReader, type: FieldType, earlier: unknown): unknown {
  if (type === 'bool') {
    return reader.bool();
  }
  if (type === 'int') {
    return Number(reader.int64());
  }
  if (type === 'string' || type === 'jsonText') {
    return reader.string();
  }
  if (type === 'bytes') {
    return reader.bytes();
  }
  if (type === 'json') {
    const text = reader.string();
    return text === '' ? null : JSON.parse(text);
  }
  if ('message' in type) {
    return readMessage(type.message, reader.bytes());
  }
  if ('list' in type) {
    const list = (earlier ?? []) as unknown[];
    list.push(readMessage(type.list, reader.bytes()));
    return list;
  }
  const { key, value } = readMessage(type.map, reader.bytes());
  return ((earlier ?? new Map()) as Map<string, unknown>).set(String(key ?? ''), value ?? {});
}
