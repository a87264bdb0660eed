import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { BrokerRecord } from '../broker/memory-broker.ts';
import { StartError } from '../errors.ts';
import type { Revocation } from '../revocation/revocations.ts';

/** What the memory engine carries over a restart. */
export interface Snapshot {
  readonly version: 1;
  readonly sites: Readonly<
    Record<string, { readonly broker: BrokerRecord; readonly revocations: readonly Revocation[] }>
  >;
}

/**
 * Takes a snapshot from its file, and the file away: state that is read twice would number publications twice,
 * and clients could not tell the second ones from the first.
 *
 * @returns nothing when there is no file
 * @throws StartError SNAPSHOT when the file is there but no snapshot
 */
export async function takeSnapshot(file: string): Promise<Snapshot | undefined> {
  let json: string;
  try {
    json = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw unusable(file, cause);
  }
  try {
    const snapshot: Snapshot = JSON.parse(json);
    if (snapshot.version !== 1) {
      throw new Error(`version ${JSON.stringify(snapshot.version)}`);
    }
    await rm(file);
    return snapshot;
  } catch (cause) {
    throw unusable(file, cause);
  }
}

/** Writes a snapshot whole or not at all. @throws StartError SNAPSHOT */
export async function writeSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, JSON.stringify(snapshot), { mode: 0o600 });
    await rename(draft, file);
  } catch (cause) {
    throw unusable(file, cause);
  }
}

function unusable(file: string, cause: unknown): StartError {
  const found = cause instanceof Error ? cause.message : 'something else';
  return new StartError('SNAPSHOT', `engine.snapshot: expected ${file} to hold a snapshot, found ${found}`, {
    cause,
  });
}
