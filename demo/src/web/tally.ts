/** What one reader saw of a stream, held against what was promised to it. */
export interface Tally {
  /** How many were promised. */
  readonly sent: number;
  /** How many different ones of them were seen. */
  readonly seen: number;
  /** Promised, never seen. */
  readonly lost: number;
  /** Seen again after the first time. */
  readonly twice: number;
  /** True when those seen came in the order promised. */
  readonly inOrder: boolean;
}

/** Counts lost and doubled entries; what was never promised isn't looked at. */
export function tally<Entry>(promised: readonly Entry[], seen: readonly Entry[]): Tally {
  const place = new Map(promised.map((entry, index) => [entry, index]));
  const times = new Map<Entry, number>();
  let last = -1;
  let inOrder = true;
  for (const entry of seen) {
    const index = place.get(entry);
    if (index === undefined) continue;
    const before = times.get(entry) ?? 0;
    times.set(entry, before + 1);
    if (before > 0) continue;
    if (index < last) inOrder = false;
    last = Math.max(last, index);
  }
  let twice = 0;
  for (const number of times.values()) twice += number - 1;
  return { sent: place.size, seen: times.size, lost: place.size - times.size, twice, inOrder };
}
