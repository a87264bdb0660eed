import { expect, it } from 'vitest';
import { AdminSessions } from '../../src/admin/admin-sessions.ts';
import type { Site } from '../../src/site/site.ts';
import { ManualClock } from '../manual-clock.ts';

const site = (name: string) => ({ name }) as Site;

it('a session ends with its time, with its last key, or by log-out', () => {
  const clock = new ManualClock();
  const keys = new Map([
    ['key of one', site('one')],
    ['key of two', site('two')],
  ]);
  const sessions = new AdminSessions(clock, (key) => keys.get(key));
  expect(sessions.logIn('none')).toBeUndefined();
  const { token = '' } = sessions.logIn('key of one') ?? {};
  expect(sessions.logIn('key of two', token)?.token).toBe(token);
  expect([...(sessions.find(token)?.sites.keys() ?? [])]).toEqual(['one', 'two']);
  keys.delete('key of one');
  expect([...(sessions.find(token)?.sites.keys() ?? [])]).toEqual(['two']);
  keys.delete('key of two');
  expect(sessions.find(token)).toBeUndefined();

  keys.set('new key', site('one'));
  const late = sessions.logIn('new key')?.token ?? '';
  clock.advance(12 * 60 * 60 * 1000 - 1);
  expect(sessions.find(late)).toBeDefined();
  clock.advance(1);
  expect(sessions.find(late)).toBeUndefined();

  const left = sessions.logIn('new key')?.token ?? '';
  sessions.logOut(left);
  expect(sessions.find(left)).toBeUndefined();
});

it('so many sessions of a site are kept, the newest, whatever another site’s keys do', () => {
  const sessions = new AdminSessions(new ManualClock(), site);
  const other = sessions.logIn('other')?.token ?? '';
  const tokens = Array.from({ length: 101 }, () => sessions.logIn('one')?.token ?? '');
  expect(new Set(tokens).size).toBe(101);
  expect(tokens.map((token) => sessions.find(token) !== undefined)).toEqual([
    false,
    ...Array(100).fill(true),
  ]);
  expect(sessions.find(other)).toBeDefined();
});
