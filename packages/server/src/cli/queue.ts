import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { QueueHandler } from '@drupal-nodejs/drupal';
import { loadOptions } from '../configuration/load-options.ts';
import { durationPattern, longestTimer, spanPattern, toMilliseconds } from '../units.ts';
import { chooseSite } from './choose-site.ts';
import { type Command, readArguments } from './command.ts';
import { loadDrupalPackage } from './drupal-package.ts';
import { QueueDisplay } from './queue-display.ts';
import { QueueMetrics } from './queue-metrics.ts';
import { QueueProgress } from './queue-progress.ts';
import { UsageError } from './usage-error.ts';

/** How often the queue is counted. */
const countMs = 1000;

/** Works one of Drupal’s queues until SIGTERM or SIGINT. */
export const queue: Command = {
  usage: 'work NAME --handler FILE [--help for more]',
  summary: 'work a queue of Drupal’s: what FILE exports does each item',
  details: `Items are claimed beside PHP's workers, done at least once, tried again with growing delays, and after
the last attempt put into the queue NAME.dead. FILE is a module whose default export is called with the
item's data and {id, attempt, signal}; when it throws, or its promise rejects, the attempt failed.

  --handler FILE       the module (JavaScript, or TypeScript without a build)
  --database URL       Drupal's database; else DRUPAL_DATABASE, else auth.session.database of the configuration
  --concurrency 1      items at the same time
  --batch 1            items claimed and deleted together, one after the other; for work of milliseconds
  --attempts 5         attempts before an item goes to NAME.dead
  --lease 60s          how long a claimed item is ours; renewed while the handler runs
  --drain 30s          how long running items may take after SIGTERM or SIGINT; then they go back
  --metrics HOST:PORT  serve figures for Prometheus there, under /metrics
  --until-empty        end when nothing waits any more

  drupal-nodejs queue work thumbnails --handler ./thumbnails.js --concurrency 8`,

  async run(args) {
    const { config, site, flags, positionals } = readArguments(
      args,
      {
        handler: { type: 'string' },
        database: { type: 'string' },
        concurrency: { type: 'string', default: '1' },
        batch: { type: 'string', default: '1' },
        attempts: { type: 'string', default: '5' },
        lease: { type: 'string', default: '60s' },
        drain: { type: 'string', default: '30s' },
        metrics: { type: 'string' },
        'until-empty': { type: 'boolean', default: false },
      },
      ['work', 'NAME'],
    );
    const [verb = '', name = ''] = positionals;
    if (verb !== 'work') {
      throw new UsageError(`queue: expected work, got ${JSON.stringify(verb)}`);
    }
    const concurrency = readCount(flags, 'concurrency');
    const batch = readCount(flags, 'batch');
    const maxAttempts = readCount(flags, 'attempts');
    const leaseSeconds = Math.ceil(readDuration(flags, 'lease', spanPattern) / 1000);
    const drainMs = readDuration(flags, 'drain', durationPattern);
    const handler = await loadHandler(flags.handler);
    const { openDatabase, openQueue } = await loadDrupalPackage();
    const db = await openDatabase(await findDatabase(flags.database, config, site), { access: 'write' });
    const progress = new QueueProgress();
    const display = new QueueDisplay(name, process.stdout);
    const metrics = new QueueMetrics(name, progress);
    try {
      const items = await openQueue(db, name, {
        maxAttempts,
        leaseSeconds,
        report(event) {
          progress.report(event);
          display.event(event);
        },
      });
      progress.counted(await items.count());
      if (typeof flags.metrics === 'string') {
        display.line(`figures at ${await metrics.listen(flags.metrics)}`);
      }
      const ended = new AbortController();
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.once(signal, () => ended.abort());
      }
      const worker = items.work(metrics.timed(handler), { concurrency, batch, drainMs });
      const count = async (): Promise<void> => {
        try {
          progress.counted(await items.count());
        } catch (error) {
          display.event({ type: 'error', error });
        }
      };
      while (!ended.signal.aborted && !(flags['until-empty'] === true && progress.left === 0)) {
        display.show(progress);
        await pause(countMs, ended.signal);
        await count();
      }
      if (progress.left !== 0) {
        display.line(`stopping: running items may take ${flags.drain}`);
      }
      await worker.stop();
      await count();
      display.end(progress);
    } finally {
      await metrics.close();
      await db.destroy();
    }
    return 0;
  },
};

/** Resolves after the time, or at once when it is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const timer = setTimeout(end, ms);
  signal.addEventListener('abort', () => end(), { once: true });
  await promise;
  clearTimeout(timer);
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

function readCount(flags: Flags, name: string): number {
  const given = flags[name];
  if (typeof given !== 'string' || !/^[1-9][0-9]{0,3}$/.test(given)) {
    throw new UsageError(`--${name}: expected a number from 1 to 9999, got ${JSON.stringify(given)}`);
  }
  return Number(given);
}

function readDuration(flags: Flags, name: string, pattern: string): number {
  const given = flags[name];
  if (typeof given !== 'string' || !new RegExp(pattern).test(given)) {
    const above = pattern === spanPattern ? ' above zero' : '';
    throw new UsageError(`--${name}: expected a duration${above} such as 30s, got ${JSON.stringify(given)}`);
  }
  const ms = toMilliseconds(given);
  if (ms > toMilliseconds(longestTimer)) {
    throw new UsageError(
      `--${name}: expected a duration of ${longestTimer} at most, got ${JSON.stringify(given)}`,
    );
  }
  return ms;
}

async function findDatabase(
  given: string | boolean | undefined,
  config: string | undefined,
  site: string | undefined,
): Promise<string> {
  const named = typeof given === 'string' ? given : process.env.DRUPAL_DATABASE;
  if (named !== undefined) {
    return named;
  }
  const { auth } = chooseSite(await loadOptions({ file: config, env: process.env }), site);
  if (auth.session === undefined) {
    throw new UsageError(
      'expected Drupal’s database in --database, DRUPAL_DATABASE or auth.session.database, found none of them',
    );
  }
  return auth.session.database;
}

async function loadHandler(file: string | boolean | undefined): Promise<QueueHandler> {
  if (typeof file !== 'string') {
    throw new UsageError('--handler: expected a module that does the work, found nothing');
  }
  const path = resolve(file);
  const isThere = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isThere) {
    throw new UsageError(`--handler: expected a module at ${file}, found nothing`);
  }
  const { default: handler }: { default?: unknown } = await import(pathToFileURL(path).href);
  if (typeof handler !== 'function') {
    throw new UsageError(
      `--handler: expected ${file} to export a function as default, found ${typeof handler}`,
    );
  }
  return handler as QueueHandler;
}
