import type { LinkState, RoomLink } from '@drupal-nodejs/chatroom/feed';
import { afterEach, expect, it, vi } from 'vitest';
import { ShownPreviews } from '../../src/web/shown-previews.ts';
import { type Preview, sitePreviews } from '../../src/web/site-previews.ts';

const shown = { title: 'Roses', kind: 'Article', text: 'Red ones.', key: 'of-node-7' };

/** A page, and a site that gives these answers, one after the other. */
function page(...answers: readonly (() => Response)[]) {
  const waiting = [...answers];
  vi.stubGlobal('fetch', async () => {
    const answer = waiting.shift();
    if (!answer) throw new Error('asked too often');
    return answer();
  });
  const tasks = new Map<() => void, number>();
  const data = new Set<(data: unknown) => void>();
  const states = new Set<(state: LinkState) => void>();
  const link: RoomLink = {
    rpc: () => Promise.reject(new Error('nothing is asked here')),
    onPublication: (listener) => {
      data.add(listener);
      return () => data.delete(listener);
    },
    onState: (listener) => {
      states.add(listener);
      return () => states.delete(listener);
    },
  };
  const previews = new ShownPreviews({
    previews: sitePreviews('/preview', '/'),
    link: () => link,
    random: () => 0.5,
    schedule: (task, delayMs) => {
      tasks.set(task, delayMs);
      return () => tasks.delete(task);
    },
  });
  return {
    previews,
    tasks,
    hear: (told: unknown) => {
      for (const listener of data) listener(told);
    },
    become: (state: LinkState) => {
      for (const listener of states) listener(state);
    },
    /** Lets what was put off happen. */
    later: () => {
      for (const task of [...tasks.keys()]) {
        tasks.delete(task);
        task();
      }
    },
  };
}

/** What a card shows, each time that it is told. */
function card(previews: ShownPreviews, address = '/node/7') {
  const seen: (Preview | undefined)[] = [];
  const waiting: (() => void)[] = [];
  const end = previews.watch(address, (preview) => {
    seen.push(preview);
    for (const resolve of waiting.splice(0)) resolve();
  });
  return { seen, end, told: () => new Promise<void>((resolve) => waiting.push(resolve)) };
}

const seen = () => Response.json(shown);
const nothing = () => new Response(null, { status: 204 });
const broken = () => new Response('', { status: 502 });
const cut = () => {
  throw new TypeError('Failed to fetch');
};

afterEach(() => {
  vi.unstubAllGlobals();
});

it('a preview is looked up once for all who show it, that there is nothing as well', async () => {
  const { previews } = page(seen, nothing);
  const [first, second, none] = [card(previews), card(previews), card(previews, '/node/8')];
  await Promise.all([first.told(), second.told(), none.told()]);
  const late = card(previews);
  expect([first.seen, second.seen, late.seen, none.seen]).toEqual([[shown], [shown], [shown], [undefined]]);
});

it('it is looked up again when the site tells that it changed: who lost access sees none', async () => {
  const { previews, hear, tasks, later } = page(seen, nothing);
  const shownCard = card(previews);
  await shownCard.told();
  for (const told of [undefined, {}, { type: 'contents' }, { type: 'content', key: 'another' }]) {
    hear(told);
  }
  expect(tasks.size).toBe(0);
  hear({ type: 'content', key: shown.key });
  expect([...tasks.values()]).toEqual([2500]);
  later();
  await shownCard.told();
  expect(shownCard.seen).toEqual([shown, undefined]);
});

it('all are looked up again when the site’s permissions were rebuilt, also what nobody could see before', async () => {
  const { previews, hear, later } = page(seen, nothing, nothing, seen);
  const [mine, hidden] = [card(previews), card(previews, '/node/8')];
  await Promise.all([mine.told(), hidden.told()]);
  hear({ type: 'content' });
  later();
  await Promise.all([mine.told(), hidden.told()]);
  expect([mine.seen, hidden.seen]).toEqual([
    [shown, undefined],
    [undefined, shown],
  ]);
});

it('all are looked up again when the connection comes back, which may be with other roles', async () => {
  const { previews, become, later } = page(seen, nothing, nothing, seen);
  const [mine, hidden] = [card(previews), card(previews, '/node/8')];
  await Promise.all([mine.told(), hidden.told()]);
  become('up');
  later();
  become('down');
  become('up');
  later();
  await Promise.all([mine.told(), hidden.told()]);
  expect([mine.seen, hidden.seen]).toEqual([
    [shown, undefined],
    [undefined, shown],
  ]);
});

it('what could not be looked up is tried again in a minute, and what was shown stays until then', async () => {
  const { previews, hear, tasks, later } = page(seen, cut, broken, nothing);
  const shownCard = card(previews);
  await shownCard.told();
  hear({ type: 'content', key: shown.key });
  later();
  for (const _ of ['cut', 'broken']) {
    await vi.waitUntil(() => [...tasks.values()][0] === 60_000);
    expect(shownCard.seen).toEqual([shown]);
    later();
  }
  await shownCard.told();
  expect(shownCard.seen).toEqual([shown, undefined]);
});

it('one that nobody shows is known for a minute, unless it changes', async () => {
  const { previews, hear, tasks, later } = page(seen, seen, seen, seen);
  const first = card(previews);
  await first.told();
  first.end();
  expect([...tasks.values()]).toEqual([60_000]);
  const second = card(previews);
  expect(second.seen).toEqual([shown]);
  later();
  second.end();
  later();
  const third = card(previews);
  await third.told();
  third.end();
  hear({ type: 'content', key: shown.key });
  expect(tasks.size).toBe(0);
  const fourth = card(previews);
  await fourth.told();
  hear({ type: 'content', key: shown.key });
  fourth.end();
  const fifth = card(previews);
  expect(fifth.seen).toEqual([]);
  await fifth.told();
  expect(fifth.seen).toEqual([shown]);
  previews.close();
  expect(tasks.size).toBe(0);
});
