import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonCodec, ProtobufCodec, ProtocolError, type Reply } from '../src/index.ts';

interface Vectors {
  readonly commands: readonly { readonly name: string; readonly frame: string; readonly command: unknown }[];
  readonly replies: readonly { readonly name: string; readonly reply: Reply; readonly frame: string }[];
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('../vectors/frames.json', import.meta.url), 'utf8'));
const codec = new JsonCodec();

describe('the JSON codec', () => {
  it.each(vectors.commands)('reads $name', ({ frame, command }) => {
    const [read] = codec.decode(Buffer.from(frame));
    // JSON has neither maps nor undefined: the vectors write them as objects and null.
    expect(JSON.parse(JSON.stringify(read, plain))).toEqual(command);
  });

  it.each(vectors.replies)('writes $name', ({ reply, frame }) => {
    expect(codec.encode([reply]).toString()).toBe(frame);
  });

  it('reads and writes many at once, one a line', () => {
    expect(codec.decode(Buffer.from('{}\n{"id":1,"ping":{}}\n')).map(({ method }) => method)).toEqual([
      'pong',
      'ping',
    ]);
    expect(codec.encode(['ping', { id: 1, ping: {} }]).toString()).toBe('{}\n{"id":1,"ping":{}}');
  });

  it('reads any JSON as a command or refuses it with error 107, never otherwise', () => {
    const field = fc.constantFrom(
      'id',
      'connect',
      'subscribe',
      'publish',
      'history',
      'rpc',
      'refresh',
      'send',
      'channel',
      'data',
      'since',
      'subs',
      'token',
      'offset',
      'epoch',
      'recover',
      'limit',
      '__proto__',
      'constructor',
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.dictionary(field, tie('node'), { maxKeys: 5 }),
        fc.nat(5),
      ),
    })).node;
    fc.assert(
      fc.property(value, (frame) => {
        try {
          for (const command of codec.decode(Buffer.from(JSON.stringify(frame)))) {
            expect(command.id).toBeGreaterThanOrEqual(0);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
          expect(error).toMatchObject({ code: 107 });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([codec, new ProtobufCodec()])('reads any bytes or refuses them with error 107: $name', (either) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        try {
          either.decode(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 107 });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map
    ? Object.fromEntries([...value].map(([name, entry]) => [name, entry ?? null]))
    : value;
}
