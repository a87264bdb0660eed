import { readFileSync } from 'node:fs';

/** What PHP wrote of a value, and the value as write-fixtures.php describes it. */
export interface Fixture {
  readonly name: string;
  readonly bytes: Buffer;
  readonly value: unknown;
}

interface Written {
  readonly name: string;
  readonly bytes: string;
  readonly value: unknown;
}

const written: { readonly values: readonly Written[]; readonly sessions: readonly Written[] } = JSON.parse(
  readFileSync(new URL('fixtures.json', import.meta.url), 'utf8'),
);

const decode = (fixture: Written): Fixture => ({ ...fixture, bytes: Buffer.from(fixture.bytes, 'base64') });

export const values = written.values.map(decode);
export const sessions = written.sessions.map(decode);

export function bytesOf(name: string): Buffer {
  const fixture = values.find((candidate) => candidate.name === name);
  if (!fixture) throw new Error(`no fixture "${name}"`);
  return fixture.bytes;
}
