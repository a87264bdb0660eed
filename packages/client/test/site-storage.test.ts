import { expect, test } from 'vitest';
import type { ClientError } from '../src/client-error.ts';
import { Positions } from '../src/positions.ts';
import { SiteStorage, type WebStorage } from '../src/site-storage.ts';
import { MemoryStorage } from './memory-storage.ts';

const unexpected = (error: ClientError) => {
  throw error;
};

test("the next page of the same user finds the last page's positions", () => {
  const storage = new MemoryStorage();
  const first = new SiteStorage('default', storage, unexpected);
  first.claim('7');
  new Positions(first).set('user:7', { epoch: 'e x', offset: 12 });

  const second = new SiteStorage('default', storage, unexpected);
  second.claim('7');

  expect(new Positions(second).get('user:7')).toEqual({ epoch: 'e x', offset: 12 });
});

test("another user's page finds nothing, and what was kept is gone", () => {
  const storage = new MemoryStorage();
  const first = new SiteStorage('default', storage, unexpected);
  first.claim('7');
  first.set('token', 'secret of 7');
  new Positions(first).set('user:7', { epoch: 'e', offset: 12 });

  new SiteStorage('default', storage, unexpected).claim('8');
  const back = new SiteStorage('default', storage, unexpected);
  back.claim('7');

  expect(new Positions(back).get('user:7')).toBeUndefined();
  expect(back.get('token')).toBeUndefined();
});

test('two sites in one tab leave each other alone', () => {
  const storage = new MemoryStorage();
  const one = new SiteStorage('one', storage, unexpected);
  one.claim('7');
  new Positions(one).set('news', { epoch: 'e', offset: 1 });

  new SiteStorage('two', storage, unexpected).claim('8');

  expect(new Positions(one).get('news')).toEqual({ epoch: 'e', offset: 1 });
});

test('a page trusts its own position over what a later page of the tab has stored', () => {
  const storage = new MemoryStorage();
  const tab = new SiteStorage('default', storage, unexpected);
  const frozen = new Positions(tab);
  frozen.set('news', { epoch: 'e', offset: 5 });

  new Positions(tab).set('news', { epoch: 'e', offset: 10 });

  expect(frozen.get('news')).toEqual({ epoch: 'e', offset: 5 });
});

test.each(['', 'x', '5', ' e', '-1 e', '1.5 e', '9007199254740993 e'])(
  'a damaged position %j counts as none',
  (value) => {
    const tab = new SiteStorage('default', new MemoryStorage(), unexpected);
    tab.set('position:news', value);

    expect(new Positions(tab).get('news')).toBeUndefined();
  },
);

test('a full storage is reported once, and the page goes on', () => {
  const full: WebStorage = Object.assign(new MemoryStorage(), {
    setItem() {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  const reported: string[] = [];
  const positions = new Positions(new SiteStorage('default', full, ({ code }) => reported.push(code)));

  positions.set('news', { epoch: 'e', offset: 1 });
  positions.set('news', { epoch: 'e', offset: 2 });

  expect(positions.get('news')).toEqual({ epoch: 'e', offset: 2 });
  expect(reported).toEqual(['storage-unavailable']);
});
