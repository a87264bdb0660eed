import { expect, it } from 'vitest';
import { AdminSessions } from '../../src/admin/admin-sessions.ts';
import { Desk, figuresChannel } from '../../src/admin/desk.ts';
import type { Member } from '../../src/hub/roster.ts';
import type { Site } from '../../src/site/site.ts';
import { ManualClock } from '../manual-clock.ts';

const site = (name: string) => ({ name }) as Site;

it('a page whose key of one site is gone hears that site no more, and goes on with the other', async () => {
  const clock = new ManualClock();
  const keys = new Map([
    ['key of one', site('one')],
    ['key of two', site('two')],
  ]);
  const sessions = new AdminSessions(clock, (key) => keys.get(key));
  const { token = '' } = sessions.logIn('key of one') ?? {};
  sessions.logIn('key of two', token);
  const user = sessions.find(token)?.id ?? '';
  const heard = new Map(['one', 'two'].map((name) => [figuresChannel(name), {}]));
  const page = { user, subscriptions: heard, unsubscribe: (channel: string) => heard.delete(channel) };
  const desk = new Desk({
    clock,
    sessions,
    context: { limits: { history: 0 }, now: () => clock.now(), startedAt: 0, version: '' },
    censusOf: () => undefined,
    figuresOf: () => undefined,
    pages: () => [page as unknown as Member],
  });
  await desk.connect({ site: 'admin', client: 'page', user });
  clock.advance(1_000);
  expect([...heard.keys()]).toEqual(['figures:one', 'figures:two']);
  keys.delete('key of two');
  clock.advance(1_000);
  expect([...heard.keys()]).toEqual(['figures:one']);
  await desk.stop();
});
