const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const bytes = { B: 1, KB: 1024, MB: 1024 ** 2 } as const;

/** What a duration looks like in the configuration: "250ms", "5m". */
export const durationPattern = '^(0|[1-9][0-9]{0,8})(ms|s|m|h|d)$';

/** The same, without those of no length: "250ms", not "0s". */
export const spanPattern = '^([1-9][0-9]{0,8})(ms|s|m|h|d)$';

/** What a timer of Node can hold: a longer time would be over at once. */
export const longestTimer = '24d';

/** What a size looks like in the configuration: "64KB". */
export const sizePattern = '^([1-9][0-9]{0,3})(B|KB|MB)$';

/** What a rate looks like in the configuration: "300/s", "60/m". */
export const ratePattern = '^([1-9][0-9]{0,6})/(s|m|h)$';

/** So many in so long; all of them may come at once. */
export interface Rate {
  readonly amount: number;
  readonly perMs: number;
}

/** Reads a rate that fits {@link ratePattern}. */
export function toRate(rate: string): Rate {
  const [amount = '', unit = ''] = rate.split('/');
  return { amount: Number(amount), perMs: toMilliseconds(`1${unit}`) };
}

/** Reads a duration that fits {@link durationPattern}, in milliseconds. */
export function toMilliseconds(duration: string): number {
  return read(duration, durationPattern, milliseconds);
}

/** Reads a size that fits {@link sizePattern}, in bytes. */
export function toBytes(size: string): number {
  return read(size, sizePattern, bytes);
}

function read(text: string, pattern: string, units: Readonly<Record<string, number>>): number {
  const [, amount, unit] = new RegExp(pattern).exec(text) ?? [];
  const factor = units[unit ?? ''];
  if (amount === undefined || factor === undefined) {
    throw new RangeError(`expected ${pattern}, got ${JSON.stringify(text)}`);
  }
  return Number(amount) * factor;
}
