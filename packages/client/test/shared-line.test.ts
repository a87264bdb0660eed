import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { StateListener } from '../src/connection.ts';
import { shareLine } from '../src/shared-line.ts';

const name = 'nodejs:test';
const without = { channel: 'quiet' };
const withHistory = { channel: 'kept', offset: 1 };

/** A page that somebody sees or not. */
class Page extends EventTarget {
  visibilityState: 'hidden' | 'visible' = 'visible';

  see(state: 'hidden' | 'visible'): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

/** The line of the tab under test. */
class Line {
  isPaused = false;
  #listener: StateListener = () => undefined;

  onState(listener: StateListener): void {
    this.#listener = listener;
  }

  be(state: 'live' | 'offline' | 'connecting'): void {
    this.#listener({ state, final: false });
  }

  pause(): void {
    this.isPaused = true;
    this.be('offline');
  }

  resume(): void {
    this.isPaused = false;
    this.be('connecting');
  }
}

let page: Page;

/** What the browser tells of the page as a whole. */
let browser: EventTarget;

beforeEach(() => {
  page = new Page();
  browser = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
});

/** A tab, and others of the same person, which say what a test has them say. */
function tab() {
  const line = new Line();
  const taken: unknown[] = [];
  const settling = Promise.withResolvers<void>();
  let isSettled: Promise<void> = Promise.resolve();
  const others = new BroadcastChannel(name);
  onTestFinished(() => others.close());
  const waiting = new Map<unknown, () => void>();
  const passing = shareLine({
    name,
    user: () => '7',
    line,
    settled: () => isSettled,
    take: ({ data }) => {
      taken.push(data);
      waiting.get(data)?.();
    },
    takeMovement: ({ event, channel, member: { client } }) => {
      taken.push(`${client} ${event} ${channel}`);
      waiting.get(client)?.();
    },
  });
  line.be('live');
  const say = (from: string, word: object) => others.postMessage({ user: '7', from, ...word });
  const pass = (from: string, data: string, where: object = without) =>
    say(from, { publication: { ...where, data }, epoch: 'e' });
  const takes = (data: string) => new Promise<void>((resolve) => waiting.set(data, resolve));
  return {
    line,
    taken,
    say,
    passing,
    pass,
    takes,
    /** From now on channels are settled no sooner than the test wants it. */
    hold: () => {
      isSettled = settling.promise;
      return settling.resolve;
    },
    /** Somebody leads while nobody sees this tab. */
    giveUp: async (leader: string) => {
      const isPaused = new Promise<void>((resolve) => {
        line.pause = () => {
          Line.prototype.pause.call(line);
          resolve();
        };
      });
      page.see('hidden');
      say(leader, { lead: true });
      await isPaused;
    },
  };
}

test('of several tabs that are seen one is followed, for what has no position would come from each', async () => {
  const { taken, say, pass, takes, giveUp } = tab();
  await giveUp('first');
  const last = takes('last');
  for (const data of ['one', 'two']) for (const from of ['second', 'first']) pass(from, data);
  pass('second', 'by position', withHistory);
  say('first', { leaves: true });
  pass('second', 'three');
  pass('first', 'three');
  say('first', { lead: true });
  pass('second', 'last');
  pass('first', 'last');
  await last;
  expect(taken).toEqual(['one', 'two', 'by position', 'three', 'last']);
});

test('what another tab passes on is heard until the own line brings it again', async () => {
  const { line, taken, pass, takes, giveUp, hold } = tab();
  await giveUp('first');
  const settle = hold();
  for (const [data, step] of [
    ['while paused', () => undefined],
    ['while connecting', () => line.resume()],
    ['before all channels are settled', () => line.be('live')],
  ] as const) {
    step();
    const isTaken = takes(data);
    pass('first', data);
    await isTaken;
  }
  settle();
  await Promise.resolve();
  const isBack = takes('paused again');
  pass('first', 'by the own line as well');
  await giveUp('first');
  pass('first', 'paused again');
  await isBack;
  expect(taken).toEqual([
    'while paused',
    'while connecting',
    'before all channels are settled',
    'paused again',
  ]);
});

test('a tab that gives its line up, or is closed, tells those who follow it', async () => {
  const { line, giveUp } = tab();
  const others = new BroadcastChannel(name);
  onTestFinished(() => others.close());
  const left = new Promise((resolve) => {
    others.addEventListener('message', (event) => {
      const { data } = event as unknown as { readonly data: object };
      if ('leaves' in data) resolve(data);
    });
  });
  await giveUp('first');
  expect(await left).toMatchObject({
    user: '7',
    leaves: true,
    from: expect.stringMatching(/^[0-9a-f]{24}$/),
  });
  expect(line.isPaused).toBe(true);
});

test('who comes and leaves is passed on as well, and taken from the leader alone', async () => {
  const { line, taken, say, passing, takes, giveUp } = tab();
  const heard: object[] = [];
  const others = new BroadcastChannel(name);
  onTestFinished(() => others.close());
  const isPassed = new Promise<void>((resolve) => {
    others.addEventListener('message', (event) => {
      const { data } = event as unknown as { readonly data: object };
      if (!('movement' in data)) return;
      heard.push(data);
      resolve();
    });
  });
  const moves = (event: 'join' | 'leave', client: string) => ({
    movement: { event, channel: 'chat:lobby', member: { client, user: '8' } },
  });
  passing?.movement(moves('join', 'bob').movement);
  await isPassed;
  expect(heard).toMatchObject([{ user: '7', ...moves('join', 'bob') }]);
  say('first', moves('join', 'by the own line'));
  await giveUp('first');
  const isTaken = takes('carol');
  for (const from of ['second', 'first']) say(from, moves('leave', 'bob'));
  say('first', moves('join', 'carol'));
  await isTaken;
  expect(taken).toEqual(['bob leave chat:lobby', 'carol join chat:lobby']);
  expect(line.isPaused).toBe(true);
});

test('a page that goes into the browser’s cache listens to nobody, and does again when it is back', async () => {
  const { line, taken, say, pass, takes, giveUp } = tab();
  const persisted = (type: string) => Object.assign(new Event(type), { persisted: true });
  const closed = vi.spyOn(BroadcastChannel.prototype, 'close');
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  browser.dispatchEvent(persisted('pagehide'));
  line.pause();
  expect(closed).toHaveBeenCalledTimes(1);
  pass('first', 'while it is put away');
  line.resume();
  // Twice: it would hear everything twice then.
  browser.dispatchEvent(persisted('pageshow'));
  browser.dispatchEvent(persisted('pageshow'));
  line.be('live');
  await giveUp('first');
  const isTaken = takes('afterwards');
  say('second', { lead: true });
  pass('second', 'afterwards');
  await isTaken;
  expect(taken).toEqual(['afterwards']);
});
