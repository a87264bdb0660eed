// A worker on one of Drupal's queues that tells how it goes, four times a second while it goes.
import { openDatabase, openQueue } from '@drupal-nodejs/drupal';

const everyMs = 250;

export async function workWithProgress({ database, name, handler, tell, concurrency = 2, batch = 50 }) {
  const db = await openDatabase(database, { access: 'write' });
  const counts = { done: 0, failed: 0, dead: 0 };
  const times = [];
  let lastError = '';
  const queue = await openQueue(db, name, {
    report({ type, error }) {
      if (type === 'done') {
        counts.done += 1;
        times.push(performance.now());
      } else if (type === 'retry' || type === 'dead') {
        counts.failed += 1;
        if (type === 'dead') counts.dead += 1;
        lastError = String(error?.message ?? error).slice(0, 200);
      } else if (type === 'error') {
        console.error(error?.message ?? error);
      }
    },
  });
  const worker = queue.work(handler, { concurrency, batch });
  let told = '';
  let trouble = '';
  let left = 0;
  let timer;
  const round = async () => {
    try {
      left = await queue.count();
      // Done in the last two seconds, per second.
      while (times[0] < performance.now() - 2000) times.shift();
      const state = { ...counts, left, perSecond: Math.round(times.length / 2), lastError };
      if (JSON.stringify(state) !== told) await tell(state);
      told = JSON.stringify(state);
      trouble = '';
    } catch (error) {
      // Once, however long the push server is away: the worker doesn't need it.
      if (trouble !== error.message) console.error(`progress could not be told: ${error.message}`);
      trouble = error.message;
    }
  };
  const again = () => {
    timer = setTimeout(async () => {
      await round();
      if (timer !== undefined) again();
    }, everyMs);
  };
  again();
  return {
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await worker.stop();
      await round();
      await db.destroy();
    },
  };
}
