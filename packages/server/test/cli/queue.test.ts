import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openDatabase, openQueue, sessionCookieName } from '@drupal-nodejs/drupal';
import { installSite } from '@drupal-nodejs/drupal/install';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../running-server.ts';
import { command } from '../serve-process.ts';

/** A Drupal database in a folder of its own, and handlers beside it. */
async function siteWithQueue() {
  const folder = await temporaryFolder();
  const database = `sqlite://localhost/${join(folder.path, 'site.sqlite')}`;
  const site = await installSite(database);
  const db = await openDatabase(database, { access: 'write' });
  onTestFinished(async () => {
    await db.destroy();
    await site.close();
    await folder[Symbol.asyncDispose]();
  });
  const handler = async (code: string): Promise<string> => {
    const file = join(folder.path, 'handler.mjs');
    await writeFile(file, code);
    return file;
  };
  return { database, site, db, queue: await openQueue(db, 'mails'), handler };
}

function work(database: string, ...args: readonly string[]): ChildProcess {
  const worker = spawn(process.execPath, [command, 'queue', 'work', 'mails', ...args], {
    env: { ...process.env, DRUPAL_DATABASE: database },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    worker.kill('SIGKILL');
  });
  return worker;
}

async function linesUntil(worker: ChildProcess, last: RegExp): Promise<string[]> {
  const lines: string[] = [];
  if (worker.stdout === null) throw new Error('no output');
  for await (const line of createInterface(worker.stdout)) {
    lines.push(line);
    if (last.test(line)) break;
  }
  return lines;
}

// Each test starts a process: on a busy machine that takes its time.
describe('the worker of a queue', { timeout: 120_000 }, () => {
  it('does what waits, tells of what failed, and ends when the queue is empty', async () => {
    const { database, db, queue, handler } = await siteWithQueue();
    for (const to of ['alice', 'bob', 'mallory']) await queue.push({ to });
    const file = await handler(`export default async (mail) => {
      if (mail.get('to') === 'mallory') throw new Error('no such\\nmailbox');
    };`);
    const worker = work(database, '--handler', file, '--attempts', '1', '--until-empty');
    const exit = once(worker, 'exit');
    const lines = await linesUntil(worker, /ended/);
    expect(lines).toContain('mails: 0 done, 3 left');
    expect(lines).toContainEqual(expect.stringMatching(/^mails: item 3: .* now in mails\.dead: no such$/));
    expect(lines.at(-1)).toBe('mails: ended: 2 done, 0 left, 1 dead');
    expect(await exit).toEqual([0, null]);
    expect(await (await openQueue(db, 'mails.dead')).count()).toBe(1);
  });

  it('lets running items end on SIGTERM, and leaves the others', async () => {
    const { database, queue, handler } = await siteWithQueue();
    for (let n = 0; n < 3; n++) await queue.push(n);
    const file = await handler(`export default (n) => new Promise((resolve) => {
      process.on('SIGTERM', resolve);
      console.log('working on an item');
    });`);
    const worker = work(database, '--handler', file);
    const exit = once(worker, 'exit');
    await linesUntil(worker, /working/);
    worker.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(await queue.count()).toBe(2);
    expect(await queue.claim()).toMatchObject({ attempt: 1 });
  });

  it('gives back what takes longer than the drain', async () => {
    const { database, queue, handler } = await siteWithQueue();
    await queue.push('long');
    const file = await handler(`export default (data, { signal }) => new Promise((resolve, reject) => {
      const busy = setInterval(() => undefined, 1000);
      signal.addEventListener('abort', () => { clearInterval(busy); reject(signal.reason); });
      console.log('working on an item');
    });`);
    const worker = work(database, '--handler', file, '--drain', '10ms');
    const exit = once(worker, 'exit');
    await linesUntil(worker, /working/);
    worker.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(await queue.claim()).toMatchObject({ attempt: 1 });
  });

  it('serves its figures', async () => {
    const { database, queue, handler } = await siteWithQueue();
    await queue.push('one');
    const file = await handler(`export default async () => {
      setTimeout(() => console.log('done'), 0);
    };`);
    const worker = work(database, '--handler', file, '--metrics', '127.0.0.1:0');
    const lines = await linesUntil(worker, /done$/);
    const url = /http\S+/.exec(lines.find((line) => line.includes('figures at')) ?? '')?.[0] ?? '';
    await expect
      .poll(async () => (await fetch(url)).text())
      .toContain('drupal_nodejs_queue_items_total{outcome="done",queue="mails"} 1');
    expect((await fetch(url.replace('metrics', 'other'))).status).toBe(404);
  });

  it('says in one line why it can’t work', async () => {
    const { database, handler } = await siteWithQueue();
    const nothing = await handler('export const work = 1;');
    const refusals = [
      [[], '--handler: expected a module that does the work, found nothing (USAGE)'],
      [['--handler', 'nowhere.js'], 'expected a module at nowhere.js, found nothing (USAGE)'],
      [['--handler', nothing], 'to export a function as default, found undefined (USAGE)'],
      [
        ['--handler', nothing, '--lease', '1'],
        '--lease: expected a duration above zero such as 30s, got "1" (USAGE)',
      ],
      [
        ['--handler', nothing, '--lease', '0s'],
        '--lease: expected a duration above zero such as 30s, got "0s"',
      ],
      [['--handler', nothing, '--drain', '-5s'], '--drain'],
      [
        ['--handler', nothing, '--drain', '25d'],
        '--drain: expected a duration of 24d at most, got "25d" (USAGE)',
      ],
      [
        ['--handler', nothing, '--lease', '9999h'],
        '--lease: expected a duration of 24d at most, got "9999h"',
      ],
      [['--handler', nothing, '--attempts', '0'], '--attempts: expected a number from 1 to 9999, got "0"'],
    ] as const;
    for (const [args, message] of refusals) {
      const { code, stderr } = await run({ DRUPAL_DATABASE: database }, 'queue', 'work', 'mails', ...args);
      expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
    }
    const file = await handler('export default () => undefined;');
    const gone = 'mysql://drupal:hunter2@127.0.0.1:1/drupal';
    const { code, stderr } = await run(
      { DRUPAL_DATABASE: gone },
      'queue',
      'work',
      'mails',
      '--handler',
      file,
    );
    expect([code, stderr]).toEqual([1, expect.stringContaining('(DRUPAL_DATABASE_UNREACHABLE)')]);
    expect(stderr).not.toContain('hunter2');
  });
});

describe('whoami', { timeout: 120_000 }, () => {
  it('tells whose a cookie is, and what its name should be', async () => {
    const { database, site } = await siteWithQueue();
    await site.createRole({ id: 'authenticated', label: 'A', permissions: ['access content'] });
    await site.createUser({ name: 'admin', passwordHash: '' });
    const uid = await site.createUser({ name: 'Alice', passwordHash: '', roles: ['editor'] });
    const { cookieValue } = await site.createSession({ uid });
    const baseUrl = 'https://example.com';
    const name = sessionCookieName({ baseUrl });
    const env = {
      NODEJS_AUTH_SESSION_DATABASE: database,
      NODEJS_AUTH_SESSION_BASE_URL: baseUrl,
      NODEJS_API_KEYS: JSON.stringify([{ id: 'a', secret: 'x'.repeat(32) }]),
    };
    const cookie = `${name}=${encodeURIComponent(cookieValue)}`;
    const alice = await run(env, 'whoami', '--cookie', cookie, '--can', 'access content');
    expect(JSON.parse(alice.stdout)).toMatchObject({
      uid,
      name: 'Alice',
      roles: ['authenticated', 'editor'],
      can: { 'access content': true },
    });
    const nobody = await run(env, 'whoami', '--cookie', 'SESSabc=1');
    expect(JSON.parse(nobody.stdout)).toMatchObject({ uid: 0, roles: ['anonymous'] });
    expect(nobody.stderr).toContain(name);
  });
});

function run(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [command, ...args],
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}
