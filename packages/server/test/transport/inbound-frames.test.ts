import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Receiver } from 'ws';
import { type FrameEvents, InboundFrames } from '../../src/transport/inbound-frames.ts';

const maxBytes = 300;

describe('frames of a client', () => {
  it('say what ws reads in them, whatever they are and however they are cut', () => {
    const kind = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(0x81, 0x82, 0x89, 0x8a) },
      { weight: 1, arbitrary: fc.constantFrom(0x01, 0x02, 0x00, 0x80, 0x88, 0xc1, 0x83, 0x8b, 0x09) },
    );
    const payload = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 140 }).map((bytes) => Buffer.from(bytes)),
      fc.integer({ min: 100, max: maxBytes + 20 }).map((length) => Buffer.alloc(length, 'x')),
    );
    const mask = fc.oneof(
      { weight: 9, arbitrary: fc.uint8Array({ minLength: 4, maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
    const frames = fc.array(fc.tuple(kind, payload, mask, fc.integer({ min: 0, max: 9 })), {
      minLength: 1,
      maxLength: 6,
    });
    const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 5 });
    fc.assert(
      fc.property(frames, cuts, (all, lengths) => {
        const bytes = Buffer.concat(all.map((parts) => frame(...parts)));
        const chunks = cut(bytes, lengths);
        expect(ours(chunks)).toEqual(byReceiver(chunks));
      }),
      { numRuns: 3_000 },
    );
  });

  it('may come in pieces, but not a long one byte by byte', async () => {
    const long = frame(0x81, Buffer.alloc(65_000, 'x'), Buffer.alloc(4), 9);
    const inPieces = async (size: number): Promise<unknown[]> => {
      const heard: unknown[] = [];
      const events: FrameEvents = {
        message: ({ length }) => heard.push(length),
        ping: () => undefined,
        pong: () => undefined,
        concluded: () => undefined,
        failed: ({ code }) => heard.push(code),
      };
      const frames = new InboundFrames(events, { maxBytes: 65_536, maxFragments: 64 });
      for (let at = 0; at < long.length && heard.length === 0; at += size) {
        frames.read(Buffer.from(long.subarray(at, at + size)));
      }
      // The parser tells of an error a tick later.
      await new Promise((resolve) => setImmediate(resolve));
      frames.destroy();
      return heard;
    };
    expect(await inPieces(64)).toEqual([65_000]);
    expect(await inPieces(1)).toEqual(['WS_ERR_TOO_MANY_BUFFERED_PARTS']);
  });
});

type Heard = readonly (string | number | boolean | undefined)[];

function ours(chunks: readonly Buffer[]): Heard[] {
  const heard: Heard[] = [];
  let isOver = false;
  const note = (...event: Heard): void => {
    if (!isOver) {
      heard.push(event);
    }
  };
  const events: FrameEvents = {
    message: (data, isBinary) => note('message', data.toString('hex'), isBinary),
    ping: (data) => note('ping', data.toString('hex')),
    pong: () => note('pong'),
    concluded: (code) => {
      note('conclude', code);
      isOver = true;
    },
    failed: ({ code }) => {
      note('error', code);
      isOver = true;
    },
  };
  const frames = new InboundFrames(events, { maxBytes, maxFragments: 64 });
  for (const chunk of chunks) {
    frames.read(Buffer.from(chunk));
  }
  frames.destroy();
  return heard;
}

function byReceiver(chunks: readonly Buffer[]): Heard[] {
  const heard: Heard[] = [];
  const receiver = new Receiver({ isServer: true, maxPayload: maxBytes, maxFragments: 64 });
  receiver.on('message', (data, isBinary) => heard.push(['message', data.toString('hex'), isBinary]));
  receiver.on('ping', (data) => heard.push(['ping', data.toString('hex')]));
  receiver.on('pong', () => heard.push(['pong']));
  receiver.on('conclude', (code) => heard.push(['conclude', code]));
  receiver.on('error', ({ code }) => heard.push(['error', code]));
  for (const chunk of chunks) {
    receiver.write(Buffer.from(chunk));
  }
  receiver.destroy();
  return heard;
}

/** @param wider how the length is written: 0 in two bytes although one would do, else as short as it can be */
function frame(kind: number, payload: Buffer, mask: Uint8Array | undefined, wider: number): Buffer {
  const isLong = payload.length > 125 || wider === 0;
  const second = (isLong ? 126 : payload.length) | (mask === undefined ? 0 : 0x80);
  const length = isLong ? [payload.length >> 8, payload.length & 0xff] : [];
  const hidden = payload.map((byte, i) => byte ^ (mask?.[i & 3] ?? 0));
  return Buffer.concat([Buffer.from([kind, second, ...length, ...(mask ?? [])]), hidden]);
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...chunks, bytes.subarray(at)].filter(({ length }) => length > 0);
}
