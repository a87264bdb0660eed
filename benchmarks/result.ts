import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { FigureName } from './loads.ts';

/** Where and when a load was measured. */
export interface Circumstances {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  readonly kernel: string;
  readonly processor: string;
  readonly cores: number;
}

/** What one entry gave in one round; nothing where the machine does not have it. */
export interface Measured {
  readonly figures: Readonly<Partial<Record<FigureName, number>>>;
  readonly deliveriesPerSecond: number;
  readonly serverUtilisation: number;
  readonly generatorUtilisation: number;
  /** Share of the time in which the server or the generator, whichever is more, had no processor for others' work. */
  readonly starved?: number;
  /** One-minute load average of the machine when the run began. */
  readonly loadAverage: number;
}

/** All rounds of one load. */
export interface Result {
  readonly load: string;
  readonly circumstances: Circumstances;
  /** By round, then by entry. */
  readonly rounds: readonly Readonly<Record<string, Measured>>[];
}

const folder = new URL('results/', import.meta.url);

/** Keeps a load's rounds in place of those from before. */
export function writeResult(result: Result): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${result.load}.json`, folder), `${JSON.stringify(result, null, 1)}\n`);
}

/** All kept results, in the order of their names. */
export function readResults(): Result[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Result);
}
