/** One WebSocket frame as it stands on the wire (RFC 6455 §5.2). */
export interface WebSocketFrame {
  /** Bytes on the wire, header included. */
  readonly length: number;
  /** Text of an uncompressed text frame; undefined for all others. */
  readonly text: string | undefined;
}

/** Larger frames are passed on like all others, but nobody reads along. */
const limit = 64 * 1024;

/**
 * Reads the first frame of what was received; undefined while it isn't complete.
 *
 * Only for reading along: the bytes themselves go through untouched.
 */
export function firstFrame(bytes: Buffer): WebSocketFrame | undefined {
  if (bytes.length < 2) return undefined;
  const isPlainText = (bytes.readUInt8(0) & 0xff) === 0x81; // FIN, no compression, text
  const isMasked = (bytes.readUInt8(1) & 0x80) !== 0;
  let size = bytes.readUInt8(1) & 0x7f;
  let offset = 2;
  if (size === 126) {
    if (bytes.length < 4) return undefined;
    size = bytes.readUInt16BE(2);
    offset = 4;
  } else if (size === 127) {
    return { length: bytes.length, text: undefined };
  }
  const start = offset + (isMasked ? 4 : 0);
  const length = start + size;
  if (bytes.length < length) return length > limit ? { length, text: undefined } : undefined;
  if (!isPlainText) return { length, text: undefined };
  const payload = Buffer.from(bytes.subarray(start, length));
  if (isMasked)
    for (let i = 0; i < payload.length; i++)
      payload.writeUInt8(payload.readUInt8(i) ^ bytes.readUInt8(offset + (i % 4)), i);
  return { length, text: payload.toString('utf8') };
}
