/** Slots of a Redis Cluster. */
const slots = 16_384;

const crc16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 0x8000 ? (value << 1) ^ 0x1021 : value << 1;
  }
  return value;
});

/** The slot of a key: of what stands between its first `{` and the next `}`, else of all of it. */
export function slotOf(key: string): number {
  const open = key.indexOf('{');
  const close = key.indexOf('}', open + 1);
  const hashed = open !== -1 && close > open + 1 ? key.slice(open + 1, close) : key;
  let crc = 0;
  for (const byte of Buffer.from(hashed)) {
    crc = ((crc << 8) & 0xffff) ^ (crc16[((crc >> 8) ^ byte) & 0xff] ?? 0);
  }
  return crc % slots;
}
