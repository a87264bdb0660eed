import { describe, expect, test } from 'vitest';
import { firstFrame } from '../src/gateway/web-socket-frame.ts';

/** A text frame as a browser (masked) or a server sends it. */
function frame(text: string, { isMasked = false, first = 0x81 } = {}): Buffer {
  const payload = Buffer.from(text);
  const mask = Buffer.from([0x12, 0x34, 0x56, 0x78]);
  const size = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 0xff];
  const [head = 0, ...rest] = size;
  const body = isMasked ? payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0)) : payload;
  return Buffer.concat([
    Buffer.from([first, isMasked ? head | 0x80 : head, ...rest]),
    isMasked ? mask : Buffer.alloc(0),
    body,
  ]);
}

describe('reading along in the first frame', () => {
  test.each([true, false])('gives its text and its length on the wire (masked: %s)', (isMasked) => {
    for (const text of ['{}', 'é✓', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(60_000)]) {
      const bytes = frame(text, { isMasked });
      expect(firstFrame(bytes)).toEqual({ length: bytes.length, text });
      expect(firstFrame(Buffer.concat([bytes, frame('next')]))).toEqual({ length: bytes.length, text });
    }
  });

  test('waits until the frame is complete', () => {
    const bytes = frame('x'.repeat(300), { isMasked: true });
    for (const end of [0, 1, 2, 3, 4, 7, bytes.length - 1])
      expect(firstFrame(bytes.subarray(0, end))).toBeUndefined();
  });

  test('leaves the received bytes as they are', () => {
    const bytes = frame('hello', { isMasked: true });
    const before = Buffer.from(bytes);
    firstFrame(bytes);
    expect(bytes).toEqual(before);
  });

  test('makes no text of what is binary, compressed or a part', () => {
    for (const first of [0x82, 0xc1, 0x01, 0x89])
      expect(firstFrame(frame('hello', { first }))?.text).toBeUndefined();
  });

  test('does not wait for a frame that claims to be enormous', () => {
    const claim = Buffer.from([0x81, 127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    expect(firstFrame(claim)).toEqual({ length: claim.length, text: undefined });
  });
});
