import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Receiver } from 'ws';
import { UnfinishedMessage } from '../../src/transport/unfinished-message.ts';

describe('the message that a client has begun', () => {
  it('is handed on so that another parser reads what the first one would have read', () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 5 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        fc.nat(),
        (messages, sizes, at) => {
          const bytes = Buffer.concat(messages.flatMap(({ frames }) => frames));
          const cut = bytes.length === 0 ? 0 : at % (bytes.length + 1);
          const heard: string[] = [];
          const unfinished = new UnfinishedMessage();
          const first = parser(heard);
          for (const chunk of chunks(bytes.subarray(0, cut), sizes)) {
            unfinished.take(chunk);
            first.write(chunk);
          }
          const second = parser(heard);
          second.write(unfinished.bytes);
          second.write(Buffer.from(bytes.subarray(cut)));
          expect(heard).toEqual(messages.map(({ text }) => text));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('costs no more in a million pieces than in one', () => {
    const unfinished = new UnfinishedMessage();
    const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 7, 11, 13, 17]);
    unfinished.take(head);
    const byte = Buffer.from('x');
    for (let n = 0; n < 1_000_000; n += 1) {
      unfinished.take(byte);
    }
    expect(unfinished.bytes).toEqual(Buffer.concat([head, Buffer.alloc(1_000_000, 'x')]));
  });

  it('is nothing between two messages', () => {
    const unfinished = new UnfinishedMessage();
    unfinished.take(Buffer.concat([frame(0x81, 'whole'), frame(0x89, 'ping')]));
    expect(unfinished.bytes).toHaveLength(0);
  });
});

const text = fc.string({ maxLength: 400, unit: 'grapheme-ascii' });

// A message in fragments, with a ping behind any of them.
const message = fc.array(fc.tuple(text, fc.boolean()), { minLength: 1, maxLength: 4 }).map((parts) => ({
  text: parts.map(([part]) => part).join(''),
  frames: parts.flatMap(([part, isPinged], n) => [
    frame((n === parts.length - 1 ? 0x80 : 0) | (n === 0 ? 1 : 0), part),
    ...(isPinged ? [frame(0x89, 'p')] : []),
  ]),
}));

function frame(kind: number, payload: string): Buffer {
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 255];
  const mask = [7, 11, 13, 17];
  const masked = [...Buffer.from(payload)].map((byte, n) => byte ^ (mask[n % 4] ?? 0));
  return Buffer.from([kind, ...length, ...mask, ...masked]);
}

function* chunks(bytes: Buffer, sizes: Iterator<number>): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size = Number(sizes.next().value);
    yield Buffer.from(bytes.subarray(at, at + size));
    at += size;
  }
}

function parser(heard: string[]): Receiver {
  const receiver = new Receiver({ isServer: true, maxPayload: 65_536, maxFragments: 64 });
  return receiver.on('message', (data) => heard.push(data.toString()));
}
