import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Codec,
  type Command,
  isChannelName,
  JsonCodec,
  maxChannelLength,
  namespaceOf,
  ProtobufCodec,
  ProtocolError,
} from '../src/index.ts';

const json = new JsonCodec();
const protobuf = new ProtobufCodec();
const methods = [
  ...[
    'connect',
    'subscribe',
    'unsubscribe',
    'publish',
    'presence',
    'presence_stats',
    'history',
    'ping',
    'rpc',
  ],
  ...['refresh', 'sub_refresh', 'send', 'pong', 'invalid', '__proto__', 'constructor', 'toString'],
];
const fields = [
  'token',
  'data',
  'subs',
  'channel',
  'recover',
  'epoch',
  'offset',
  'since',
  'limit',
  'reverse',
  'type',
];
const member = fc.oneof(fc.constantFrom(...methods, ...fields, 'id'), fc.string());
const odd = fc.constantFrom(null, 0, -0, -1, 1.5, 2 ** 53, 1e308, '', '__proto__', 'user:7', [], {}, true);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    odd,
    fc.jsonValue(),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(member, tie('value'), { maxKeys: 5 }),
}));
const command = fc
  .tuple(fc.oneof(fc.nat(), odd), fc.constantFrom(...methods), fc.oneof(fc.dictionary(member, value), value))
  .map(([id, method, body]) => ({ id, [method]: body }));

// Fields of any number and wire type, lengths that lie and groups that never end among them.
const wire = fc.letrec<{ message: Uint8Array; payload: Uint8Array; field: Uint8Array }>((tie) => ({
  message: fc.array(tie('field'), { maxLength: 5 }).map((parts) => Buffer.concat(parts)),
  payload: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('', '7', 'user:7', '__proto__', '{}', '{"a":', 'null').map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 8 }),
    tie('message'),
  ),
  field: fc.oneof(
    fc
      .tuple(fc.nat(20), fc.oneof(fc.bigInt(0n, 300n), fc.bigInt(0n, 2n ** 64n - 1n)))
      .map(([number, value]) => Buffer.concat([varint(BigInt(number * 8)), varint(value)])),
    fc
      .tuple(fc.nat(20), tie('payload'), fc.constantFrom(0, 0, 0, 0, 1, 1000))
      .map(([number, payload, lie]) =>
        Buffer.concat([varint(BigInt(number * 8 + 2)), varint(BigInt(payload.length + lie)), payload]),
      ),
    fc.tuple(fc.nat(20), fc.nat(7)).map(([number, type]) => varint(BigInt(number * 8 + type))),
  ),
}));

describe('a frame of anything', () => {
  it.each<[string, Codec, fc.Arbitrary<Uint8Array>]>([
    ['bytes', json, fc.uint8Array({ maxLength: 200 })],
    ['text', json, fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text))],
    ['JSON', json, fc.array(value, { maxLength: 4 }).map(lines)],
    ['JSON commands', json, fc.array(command, { maxLength: 4 }).map(lines)],
    [
      'half a command',
      json,
      fc.tuple(command, fc.nat(60)).map(([one, end]) => lines([one]).subarray(0, end)),
    ],
    ['bytes, taken for Protobuf,', protobuf, fc.uint8Array({ maxLength: 200 })],
    ['Protobuf', protobuf, fc.array(wire.message, { maxLength: 3 }).map(behindLengths)],
  ])('that is %s is read as commands, or refused as a bad request', (_what, codec, frames) => {
    fc.assert(
      fc.property(frames, (frame) => {
        const read = decode(codec, frame);
        if (read instanceof ProtocolError) {
          expect(read.code).toBe(107);
        } else {
          read.forEach(expectSound);
        }
      }),
      { numRuns: 1000 },
    );
    expect(decode(json, Buffer.from('{}'))).toEqual([{ id: 0, method: 'pong', request: {} }]);
  });

  it('may be nested as deeply as it fits', () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    expect(decode(json, Buffer.from(`{"id":1,"publish":{"channel":"x","data":${deep}}}`))).toMatchObject([
      { id: 1, method: 'publish' },
    ]);
    expect(decode(json, Buffer.from('{"a":'.repeat(10_000)))).toMatchObject({ code: 107 });
    const group = varint(8n * 99n + 3n);
    const groups = Buffer.concat(Array.from({ length: 30_000 }, () => group));
    expect(decode(protobuf, behindLengths([groups]))).toMatchObject({ code: 107 });
  });

  it('may name as many channels as it fits, without keeping the server busy', () => {
    const subs = Array.from({ length: 9000 }, (_, n) => field(3, field(1, Buffer.from(n.toString(36)))));
    const connect = Buffer.concat([varint(8n), varint(1n), field(4, Buffer.concat(subs))]);
    // Seconds, were each entry to copy those before it: the time limit of a test would see it.
    for (let times = 0; times < 20; times += 1) {
      const [read] = decode(protobuf, behindLengths([connect])) as Command[];
      expect(read).toMatchObject({ id: 1, method: 'connect' });
      expect(read?.method === 'connect' && read.request.subs.size).toBe(9000);
    }
  });
});

describe('a channel name of anything', () => {
  it('is a short line of printable ASCII, and begins with its namespace', () => {
    const names = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.string({ minLength: 250, maxLength: 260, unit: fc.constantFrom('a', ':', '~', '!') }),
    );
    fc.assert(
      fc.property(names, (name) => {
        expect(isChannelName(name)).toBe(
          name.length > 0 &&
            name.length <= maxChannelLength &&
            [...name].every((c) => c > ' ' && c <= '~') &&
            !Object.hasOwn(Object.prototype, name),
        );
        const namespace = namespaceOf(name);
        expect(namespace).not.toContain(':');
        expect(name.includes(':') ? name.startsWith(`${namespace}:`) : namespace === '').toBe(true);
      }),
    );
  });

  it('is no member of every object, in which the official SDK would look for a subscription of its name', () => {
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      expect([name, isChannelName(name)]).toEqual([name, false]);
      expect([name, isChannelName(`${name}:`), isChannelName(`x${name}`)]).toEqual([name, true, true]);
    }
  });
});

function expectSound(command: Command): void {
  const { id, method } = command;
  expect(Number.isInteger(id) && id >= 0 && id <= 0xffffffff).toBe(true);
  expect(id > 0 || method === 'send' || method === 'pong').toBe(true);
  if (command.method === 'invalid') {
    expect(command.error).toBeInstanceOf(ProtocolError);
  } else if ('channel' in command.request) {
    expect(isChannelName(command.request.channel)).toBe(true);
  }
}

function lines(values: readonly unknown[]): Buffer {
  return Buffer.from(values.map((one) => JSON.stringify(one)).join('\n'));
}

function varint(value: bigint): Buffer {
  const bytes = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
  return Buffer.from([...bytes, Number(rest)]);
}

function behindLengths(messages: readonly Uint8Array[]): Buffer {
  return Buffer.concat(messages.flatMap((message) => [varint(BigInt(message.length)), message]));
}

function field(number: number, payload: Uint8Array): Buffer {
  return Buffer.concat([varint(BigInt(number * 8 + 2)), behindLengths([payload])]);
}

function decode(codec: Codec, frame: Uint8Array): readonly Command[] | ProtocolError {
  try {
    return codec.decode(frame);
  } catch (error) {
    if (error instanceof ProtocolError) {
      return error;
    }
    throw error;
  }
}
