import { afterEach, expect, it, vi } from 'vitest';
import { RecentPreviews } from '../../src/web/recent-previews.ts';
import { sitePreviews } from '../../src/web/site-previews.ts';

const shown = { title: 'Roses', kind: 'Article', text: 'Red ones.' };

/** A site that gives these answers, one after the other. */
function site(...answers: readonly (() => Response)[]) {
  const waiting = [...answers];
  vi.stubGlobal('fetch', async () => {
    const answer = waiting.shift();
    if (!answer) throw new Error('asked too often');
    return answer();
  });
  const tasks = new Map<() => void, number>();
  const recent = new RecentPreviews(sitePreviews('/preview', '/'), (task, delayMs) => {
    tasks.set(task, delayMs);
    return () => tasks.delete(task);
  });
  return { recent, tasks };
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

it('a preview is looked up once in a minute, and again after it: who lost access sees none', async () => {
  const { recent, tasks } = site(seen, nothing);
  expect(await Promise.all([recent.look('/node/7'), recent.look('/node/7')])).toEqual([shown, shown]);
  expect([...tasks.values()]).toEqual([60_000]);
  for (const task of tasks.keys()) task();
  expect(await recent.look('/node/7')).toBeUndefined();
});

it('that there is nothing is remembered as well', async () => {
  const { recent } = site(nothing);
  expect(await recent.look('/node/7')).toBeUndefined();
  expect(await recent.look('/node/7')).toBeUndefined();
});

it('what could not be looked up is looked up again', async () => {
  const { recent, tasks } = site(cut, broken, seen);
  await expect(recent.look('/node/7')).rejects.toThrow('Failed to fetch');
  await expect(recent.look('/node/7')).rejects.toThrow('502');
  expect(tasks.size).toBe(0);
  expect(await recent.look('/node/7')).toEqual(shown);
});
