import { openDatabase, openQueue, type WorkOptions } from '@drupal-nodejs/drupal';
import type { RealDrupal } from './real-drupal.ts';

const name = 'benchmark';

/** Items per second, and microseconds of processor for one, of claim, nothing, delete. */
export interface QueueFigures {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

/** A bootstrapped PHP process and Node take the same items from the same table, one after another. */
export async function raceQueues(
  drupal: RealDrupal,
  items: number,
): Promise<Readonly<Record<'php' | 'node' | 'node, 16 at a time' | 'node, batches of 100', QueueFigures>>> {
  await drupal.ask('queue-push', name, items);
  const php = await drupal.ask<{ items: number; seconds: number; cpu: number }>('queue-drain', name);
  const figures = (seconds: number, cpu: number): QueueFigures => ({
    perSecond: Math.round(items / seconds),
    cpuMicros: Math.round((cpu * 1e6) / items),
  });
  const node = async (options: WorkOptions) => {
    await drupal.ask('queue-push', name, items);
    const db = await openDatabase(drupal.databaseUrl, { access: 'write' });
    let left = items;
    const { promise: empty, resolve } = Promise.withResolvers<void>();
    const queue = await openQueue(db, name, {
      report: ({ type }) => {
        if (type === 'done' && --left === 0) resolve();
      },
    });
    const [cpu, start] = [process.cpuUsage(), performance.now()];
    const worker = queue.work(async () => undefined, options);
    await empty;
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    await worker.stop();
    await db.destroy();
    return figures(seconds, (user + system) / 1e6);
  };
  return {
    php: figures(php.seconds, php.cpu),
    node: await node({}),
    'node, 16 at a time': await node({ concurrency: 16 }),
    'node, batches of 100': await node({ batch: 100 }),
  };
}
