import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './claims.ts';

const repository = join(import.meta.dirname, '../..');
const folder = join(repository, 'docs/evidence');

/** What the claims were tried on. */
export interface Versions {
  readonly drupal: string;
  readonly php: string;
  readonly sqlite: string;
  readonly browser: string;
  readonly node: string;
}

/** Where a screenshot of the run on this version of Drupal goes. */
export function screenshotFile(drupal: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, `drupal-${drupal}-${name}.png`);
}

/** Writes down what held on which versions, for people who have no Drupal at hand. */
export function writeEvidence(versions: Versions, claims: readonly Outcome[]): string {
  const name = `docs/evidence/drupal-${versions.drupal}.json`;
  const evidence = {
    versions,
    commit: git('rev-parse', 'HEAD'),
    uncommittedChanges: git('status', '--porcelain', '--', '.', ':!docs/evidence') !== '',
    at: new Date().toISOString(),
    passed: claims.filter(({ ok }) => ok).length,
    failed: claims.filter(({ ok }) => !ok).length,
    claims,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(repository, name), `${JSON.stringify(evidence, undefined, 2)}\n`);
  return name;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
}
