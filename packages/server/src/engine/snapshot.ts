import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
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

// Only what the server counts on: publications and marks may carry more.
const whole = Type.Integer({ minimum: 0 });
const stream = Type.Object({
  epoch: Type.String(),
  offset: whole,
  touchedAt: Type.Number(),
  ttlMs: Type.Number(),
  version: Type.Optional(Type.Object({ number: Type.Number(), epoch: Type.String() })),
  entries: Type.Array(
    Type.Object({ at: Type.Number(), publication: Type.Object({ offset: whole, data: Type.String() }) }),
  ),
});
const published = Type.Object({
  position: Type.Object({ epoch: Type.String(), offset: whole }),
  until: Type.Number(),
});
const revocation = Type.Object({
  user: Type.String(),
  sid: Type.Optional(Type.String()),
  channel: Type.Optional(Type.String()),
  mode: Type.Union([Type.Literal('end'), Type.Literal('refresh')]),
  at: Type.Number(),
});
const snapshotSchema = Type.Object({
  version: Type.Literal(1),
  sites: Type.Record(
    Type.String(),
    Type.Object({
      broker: Type.Object({
        streams: Type.Array(Type.Tuple([Type.String(), stream])),
        published: Type.Array(Type.Tuple([Type.String(), Type.String(), published])),
      }),
      revocations: Type.Array(revocation),
    }),
  ),
});

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
      await requireFolder(file);
      return undefined;
    }
    throw unusable(file, cause);
  }
  try {
    const snapshot = readSnapshot(JSON.parse(json));
    await rm(file);
    return snapshot;
  } catch (cause) {
    throw unusable(file, cause);
  }
}

/** Returns what is a snapshot. @throws Error that says where it is none */
export function readSnapshot(snapshot: unknown): Snapshot {
  if (!Value.Check(snapshotSchema, snapshot)) {
    const [problem] = Value.Errors(snapshotSchema, snapshot);
    throw new Error(`${problem?.instancePath || 'it'} ${problem?.message}`);
  }
  return snapshot;
}

// Noticed only when the server stops, it would cost the state.
export async function requireFolder(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? 'an error';
    throw new StartError(
      'SNAPSHOT',
      `engine.snapshot: expected to be able to write ${file}, found ${found}`,
      { cause },
    );
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
