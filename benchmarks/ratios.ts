/** A median with the least and the greatest value it stands for. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** Returns the spread of some values; nothing of none. */
export function spread(values: readonly (number | undefined)[]): Spread | undefined {
  const sorted = values
    .filter((value) => value !== undefined)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (least === undefined || greatest === undefined || below === undefined || above === undefined) {
    return undefined;
  }
  return { median: (below + above) / 2, least, greatest };
}

/**
 * Returns how many times dearer `other` is than `own`, paired by round: rounds that lack one of the two don't count.
 *
 * Paired, since a machine with other work sways whole rounds, and both alike.
 */
export function ratio(
  own: readonly (number | undefined)[],
  other: readonly (number | undefined)[],
): Spread | undefined {
  return spread(own.map((value, round) => (other[round] ?? Number.NaN) / (value ?? Number.NaN)));
}
