// `DRUPAL_ROOT=… node --conditions=source benchmarks/drupal/main.ts [NAME …]`: Node on Drupal's tables, beside Drupal.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import type { DatabaseName } from './crowd.ts';
import { idle } from './idle.ts';
import { raceQueues } from './queue.ts';
import { installDrupal } from './real-drupal.ts';
import { storm } from './storm.ts';
import { sweep } from './sweep.ts';
import { talk } from './talk.ts';
import { phpAsker, whoAmI } from './who-am-i.ts';

const databases: readonly DatabaseName[] = ['sqlite', 'mariadb', 'postgresql'];
const size = 10_000;

async function onEach<T>(names: readonly DatabaseName[], run: (name: DatabaseName) => Promise<T>) {
  const results: Partial<Record<DatabaseName, T>> = {};
  for (const name of names) results[name] = await run(name);
  return results;
}

const benchmarks: Readonly<Record<string, () => Promise<unknown>>> = {
  'who-am-i': async () => {
    await using drupal = await installDrupal();
    const php = drupal && (await phpAsker(drupal));
    return { beside: drupal?.version, ...(await onEach(databases, (name) => whoAmI(name, size, php))) };
  },
  storm: () => onEach(['mariadb', 'postgresql'], (name) => storm(name, size)),
  sweep: () => onEach(databases, (name) => sweep(name, size)),
  idle: () => onEach(['mariadb'], (name) => idle(name, size, 60)),
  talk: () => onEach(['mariadb'], (name) => talk(name, 20)),
  queue: async () => {
    await using drupal = await installDrupal();
    return drupal && { version: drupal.version, ...(await raceQueues(drupal, 3000)) };
  },
};

const folder = new URL('results/', import.meta.url);
mkdirSync(folder, { recursive: true });

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benchmarks);
for (const name of names) {
  const benchmark = benchmarks[name];
  if (benchmark === undefined) {
    console.error(`No benchmark ${name}; there are ${Object.keys(benchmarks).join(', ')}.`);
    process.exitCode = 2;
    continue;
  }
  const loadAverage = loadavg()[0];
  const result = {
    benchmark: name,
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cores: cpus().length,
    loadAverage,
    result: await benchmark(),
  };
  console.log(JSON.stringify(result, undefined, 2));
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(result, undefined, 2)}\n`);
}
