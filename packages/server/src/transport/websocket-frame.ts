/** Kinds of WebSocket frames (RFC 6455 §5.2). */
export const opcode = { text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

/** The bit that says of a message that it is compressed (RFC 7692 §6). */
export const compressed = 0x40;

/** Writes one unmasked, unfragmented frame. */
export function encodeFrame(
  kind: (typeof opcode)[keyof typeof opcode],
  payload: Uint8Array,
  bits: 0 | typeof compressed = 0,
): Buffer {
  const { length } = payload;
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = 0x80 | bits | kind;
  if (headerLength === 2) {
    frame[1] = length;
  } else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, headerLength);
  return frame;
}

/** Writes a close frame; the reason is cut to the 123 bytes a control frame has for it, between two characters. */
export function encodeClose(code: number, reason: string): Buffer {
  const payload = Buffer.alloc(125);
  payload.writeUInt16BE(code, 0);
  // Writes whole characters only. `encodeInto` does too, but Node 26's leaves room unused that would hold one more.
  const written = payload.write(reason, 2);
  return encodeFrame(opcode.close, payload.subarray(0, 2 + written));
}
