import type { Address } from './access.ts';
import type { Shard } from './shard.ts';

/** How long a server waits at its start for a Redis that may be starting too. */
export const startMs = 10_000;

/** Which part of the store a key or a channel lives in. */
export interface Routes {
  /** Nothing where nobody has it now, as a Cluster may have slots that are nobody's. */
  shardOf(name: string): Shard | undefined;

  /** The part with this address, which the store itself named. */
  at(address: Address): Shard;

  /** Names in groups that may stand in one command. */
  slices(names: readonly string[], size: number): string[][];

  /** Connects for the first time. @throws Error when nothing is there */
  start(): Promise<void>;

  /** Learns where things are now; resolves when it knows. */
  refresh(): Promise<void>;

  close(): void;
}
