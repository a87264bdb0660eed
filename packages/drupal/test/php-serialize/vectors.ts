import { readFileSync } from 'node:fs';

/** What PHP wrote of a value, and the value as write-vectors.php describes it. */
export interface Vector {
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
  readFileSync(new URL('vectors/php.json', import.meta.url), 'utf8'),
);

const decode = (vector: Written): Vector => ({ ...vector, bytes: Buffer.from(vector.bytes, 'base64') });

export const values = written.values.map(decode);
export const sessions = written.sessions.map(decode);

export function bytesOf(name: string): Buffer {
  const vector = values.find((candidate) => candidate.name === name);
  if (!vector) throw new Error(`no vector "${name}"`);
  return vector.bytes;
}
