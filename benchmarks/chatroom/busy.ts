import { readFileSync } from 'node:fs';

/** Share of the machine's processors that was used since `before`; first call without, for the start. */
export function busySince(before = { busy: 0, all: 0 }): { busy: number; all: number; share: number } {
  const times = (/^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '').split(' ').map(Number);
  const all = times.slice(0, 8).reduce((sum, time) => sum + time, 0);
  const busy = all - (times[3] ?? 0) - (times[4] ?? 0);
  return { busy, all, share: (busy - before.busy) / Math.max(1, all - before.all) };
}
