import { scrypt } from 'node:crypto';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { openDatabase, openQueue } from '@drupal-nodejs/drupal';
import { PushApi } from '../push/push-api.ts';
import { killMe, progressChannel, queueName, type WorkerSettings } from './progress.ts';

// A worker of Drupal's queue, as a process of its own: what it does is real work, and it tells of each item.

const slow = promisify<string, string, number, { N: number; maxmem: number }, Buffer>(scrypt);
const lookEveryMs = 250;

const input = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { databaseUrl, apiPort, apiKey }: WorkerSettings = JSON.parse(String((await input.next()).value));
const api = new PushApi(apiPort, apiKey);
const db = await openDatabase(databaseUrl, { access: 'write' });
// A short lease, so that a worker's death is made good while somebody looks.
const queue = await openQueue(db, queueName, {
  leaseSeconds: 2,
  retryDelaySeconds: (attempt) => attempt - 1,
});
const jobs = new Map<unknown, number>();
const worker = queue.work(async (data, { attempt }) => {
  if (!(data instanceof Map)) throw new TypeError('expected an item of the demo');
  const [job, item, of, killAfter] = ['job', 'item', 'of', 'killAfter'].map((name) => data.get(name));
  const done = jobs.get(job) ?? 0;
  if (attempt === 1 && typeof killAfter === 'number' && done >= killAfter) {
    // In the middle of this item, for it can't end otherwise.
    process.stdout.write(`${killMe}\n`);
    await new Promise(() => {});
  }
  await slow(`${job} ${item}`, 'demo', 64, { N: 2 ** 15, maxmem: 2 ** 26 });
  await api.publish(progressChannel, { job, item, of, attempt, pid: process.pid });
  jobs.set(job, done + 1);
});
// PHP puts items into the table as well, and can't wake anybody.
const looking = setInterval(() => worker.wake(), lookEveryMs);

// Ends when whoever started it does.
await input.next();
clearInterval(looking);
await worker.stop();
await db.destroy();
