import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, openQueue } from '@drupal-nodejs/drupal';
import type { Scene } from './scene.ts';

const items = 5000;
const name = 'nodejs_e2e_shared';
const limitMs = 300_000;

/** PHP and Node workers on one of Drupal's queues, some of which die. */
export async function playQueue({ site, claims }: Scene): Promise<void> {
  await claims.check(
    'PHP and Node workers share a queue of 5,000 items, two of them are killed, and none is lost',
    'items of \\Drupal::queue(); two PHP processes with claimItem() and two of `drupal-nodejs queue work`; SIGKILL to one of each, others in their place; every item done is a line in a file',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-'));
      const file = join(folder, 'done');
      writeFileSync(file, '');
      const handler = join(folder, 'handler.mjs');
      writeFileSync(
        handler,
        `import { appendFileSync } from 'node:fs';
        export default async (item) => appendFileSync(${JSON.stringify(file)}, \`node \${item.get('n')}\\n\`);`,
      );
      const workers: ChildProcess[] = [];
      const start = (kind: 'php' | 'node') => {
        const worker =
          kind === 'php'
            ? site.start('queue-work', name, 3, file, 'php')
            : nodeWorker(site.databaseUrl, handler);
        workers.push(worker);
        return worker;
      };
      try {
        assert.equal(await site.ask('queue-push', name, items), items);
        const doomed = [start('php'), start('node')];
        start('php');
        start('node');
        await until(() => lines(file).length > items / 5);
        for (const worker of doomed) await kill(worker);
        start('php');
        start('node');
        const db = await openDatabase(site.databaseUrl, { access: 'write' });
        try {
          const queue = await openQueue(db, name);
          await until(async () => (await queue.count()) === 0);
          for (const worker of workers) await kill(worker);
          // Of Node's library and not the module's, whose uninstall is tried later.
          await db.schema.dropTable('nodejs_queue_attempt').execute();
        } finally {
          await db.destroy();
        }
        const done = lines(file);
        const numbers = new Set(done.map((line) => line.split(' ')[1]));
        const missing = Array.from({ length: items }, (_, n) => String(n + 1)).filter((n) => !numbers.has(n));
        assert.deepEqual(missing, [], 'items that nobody did');
        const byNode = done.filter((line) => line.startsWith('node')).length;
        assert.ok(byNode > 0 && byNode < done.length, 'only one kind of workers did anything');
        return `${byNode} by Node, ${done.length - byNode} by PHP, ${done.length - items} of them twice`;
      } finally {
        for (const worker of workers) await kill(worker);
        rmSync(folder, { recursive: true });
      }
    },
  );
}

function nodeWorker(database: string, handler: string): ChildProcess {
  const cli = join(import.meta.dirname, '../../../packages/server/src/cli.ts');
  return spawn(
    process.execPath,
    [
      '--conditions=source',
      cli,
      'queue',
      'work',
      name,
      '--handler',
      handler,
      '--lease',
      '3s',
      '--concurrency',
      '4',
    ],
    { env: { ...process.env, DRUPAL_DATABASE: database }, stdio: 'ignore' },
  );
}

async function kill(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = once(worker, 'exit');
  worker.kill('SIGKILL');
  await ended;
}

function lines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not within ${limitMs / 1000} s`);
    await delay(100);
  }
}
