import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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

/** Claims that were not tried: the code base lacks modules of others. */
export interface LeftOut {
  readonly story: string;
  /** The modules, by machine name. */
  readonly missing: readonly string[];
  readonly claims: readonly string[];
}

/** The version whose screenshots are kept: those of the other look alike, and a repository is no album. */
const photographed = 'drupal-11';

/** Makes the folder for the screenshots of a run: what is kept replaces what was there. */
export function screenshotFolder(drupal: string, isEvidence: boolean): string {
  const name = nameOf(drupal);
  const screenshots = join(isEvidence && name === photographed ? folder : join(repository, '.test'), name);
  rmSync(screenshots, { recursive: true, force: true });
  mkdirSync(screenshots, { recursive: true });
  return screenshots;
}

/** Writes down what held on which versions, for people who have no Drupal at hand. */
export function writeEvidence(
  versions: Versions,
  claims: readonly Outcome[],
  leftOut: readonly LeftOut[],
): string {
  const name = `docs/evidence/${nameOf(versions.drupal)}.json`;
  const evidence = {
    versions,
    commit: git('rev-parse', 'HEAD'),
    uncommittedChanges: git('status', '--porcelain', '--', '.', ':!docs/evidence') !== '',
    at: new Date().toISOString(),
    passed: claims.filter(({ ok }) => ok).length,
    failed: claims.filter(({ ok }) => !ok).length,
    leftOut,
    claims,
  };
  writeFileSync(join(repository, name), `${JSON.stringify(evidence, undefined, 2)}\n`);
  return name;
}

/** Evidence is kept for each major version. */
function nameOf(drupal: string): string {
  return `drupal-${Number.parseInt(drupal, 10)}`;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
}
