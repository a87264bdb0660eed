import { expect, test } from 'vitest';
import type { ClientError } from '../src/client-error.ts';
import { SiteStorage } from '../src/site-storage.ts';
import { type TokenAnswer, TokenRoute } from '../src/token-route.ts';
import { Tokens } from '../src/tokens.ts';
import { MemoryStorage } from './memory-storage.ts';
import { TokenSite } from './token-site.ts';

const lifeSeconds = 300;

function answer(number: number, user = '7'): TokenAnswer {
  return {
    token: `connection ${number} of ${user}`,
    expires: Date.now() / 1000 + lifeSeconds,
    user,
    subscriptions: { [`user:${user}`]: `subscription ${number} of ${user}`, news: `news ${number}` },
  };
}

/** A page of user 7, as the client sets it up. */
function page(site: TokenSite, storage: MemoryStorage, user: string | undefined = '7') {
  const reported: string[] = [];
  const report = ({ code }: ClientError) => reported.push(code);
  const tab = new SiteStorage('default', storage, report);
  if (user !== undefined) tab.claim(user);
  const route = new TokenRoute(site.url, tab, report);
  const accepted: string[] = [];
  const tokens = new Tokens(route, user, {
    accepted: (answer) => {
      tab.claim(answer.user);
      accepted.push(answer.user);
    },
    userChanged: report,
  });
  return { tokens, reported, accepted };
}

test('many pages and subscriptions share one request within the life of a token', async () => {
  await using site = await TokenSite.start(answer);
  const storage = new MemoryStorage();

  for (let load = 0; load < 5; load++) {
    const { tokens } = page(site, storage);
    expect(await tokens.get()).toBe('connection 1 of 7');
    expect(tokens.subscription('user:7')?.token).toBe('subscription 1 of 7');
    expect(tokens.subscription('news')?.token).toBe('news 1');
  }

  expect(site.requests).toBe(1);
});

test('a channel that the site names no token for is subscribed without one', async () => {
  await using site = await TokenSite.start(answer);
  const { tokens } = page(site, new MemoryStorage());
  await tokens.get();

  expect(tokens.subscription('public')).toBeUndefined();
});

test('a refused token is never handed out again', async () => {
  await using site = await TokenSite.start(answer);
  const storage = new MemoryStorage();
  await page(site, storage).tokens.get();

  const { tokens } = page(site, storage);
  await tokens.get();

  expect(await tokens.get()).toBe('connection 2 of 7');
  expect(site.requests).toBe(2);
});

test('subscriptions whose tokens die together share the request for new ones', async () => {
  await using site = await TokenSite.start(answer);
  const { tokens } = page(site, new MemoryStorage());
  await tokens.get();
  const user = tokens.subscription('user:7');
  const news = tokens.subscription('news');

  expect(await Promise.all([user?.next?.(), news?.next?.(), tokens.get()])).toEqual([
    'subscription 2 of 7',
    'news 2',
    'connection 2 of 7',
  ]);
  expect(site.requests).toBe(2);
});

test('a token past its life is not used by the next page', async () => {
  await using site = await TokenSite.start((number) => ({ ...answer(number), expires: Date.now() / 1000 }));
  const storage = new MemoryStorage();
  await page(site, storage).tokens.get();

  expect(await page(site, storage).tokens.get()).toBe('connection 2 of 7');
});

test.each([-3_600_000, 3_600_000])(
  'a browser whose clock is off by %d ms keeps the token for its life',
  async (clockAheadMs) => {
    await using site = await TokenSite.start((number) => ({
      ...answer(number),
      expires: (Date.now() + clockAheadMs) / 1000 + lifeSeconds,
    }));
    site.clockAheadMs = clockAheadMs;
    const storage = new MemoryStorage();

    await page(site, storage).tokens.get();
    await page(site, storage).tokens.get();

    expect(site.requests).toBe(1);
  },
);

test("another user's kept token is never used", async () => {
  await using site = await TokenSite.start((number) => answer(number, number === 1 ? '7' : '8'));
  const storage = new MemoryStorage();
  await page(site, storage, '7').tokens.get();

  expect(await page(site, storage, '8').tokens.get()).toBe('connection 2 of 8');
});

test('a page that was made for one user takes no token of another', async () => {
  await using site = await TokenSite.start((number) => answer(number, number === 1 ? '7' : '8'));
  const { tokens, reported } = page(site, new MemoryStorage());
  await tokens.get();

  await expect(tokens.get()).rejects.toMatchObject({ code: 'user-changed' });
  expect(reported).toEqual(['user-changed']);
});

test("a page that doesn't know its user takes the site's word for it", async () => {
  await using site = await TokenSite.start(answer);
  const { tokens, accepted } = page(site, new MemoryStorage(), undefined);

  await tokens.get();

  expect(accepted).toEqual(['7']);
});

test.each([
  [503, 'token-unreachable', true],
  [429, 'token-unreachable', true],
  [403, 'token-refused', false],
] as const)('HTTP %d from the token route is %s', async (status, code, temporary) => {
  await using site = await TokenSite.start(() => status);
  const { tokens, reported } = page(site, new MemoryStorage());

  await expect(Promise.all([tokens.get(), tokens.get()])).rejects.toMatchObject({ code, temporary, status });
  expect(reported).toEqual([code]);
});

test('a token route that is down is asked again', async () => {
  await using site = await TokenSite.start((number) => (number === 1 ? 503 : answer(number)));
  const { tokens } = page(site, new MemoryStorage());

  await expect(tokens.get()).rejects.toMatchObject({ code: 'token-unreachable' });
  expect(await tokens.get()).toBe('connection 2 of 7');
});

test('a channel that the site no longer gives a token for is refused, not subscribed without', async () => {
  await using site = await TokenSite.start((number) => ({
    ...answer(number),
    subscriptions: number === 1 ? { 'role:editor': 'one' } : {},
  }));
  const { tokens } = page(site, new MemoryStorage());
  await tokens.get();

  await expect(tokens.subscription('role:editor')?.next?.()).rejects.toMatchObject({ code: 'token-refused' });
});

test('tickets of cached pages are swapped for tokens, together with those of pages before', async () => {
  await using site = await TokenSite.start((number) => ({
    ...answer(number),
    subscriptions: { 'entity:1': `one ${number}`, 'entity:2': `two ${number}` },
  }));
  const storage = new MemoryStorage();
  const open = async (tickets: Record<string, string>) => {
    const { tokens } = page(site, storage);
    tokens.addTickets(tickets);
    await tokens.get();
    return tokens;
  };

  await open({ 'entity:1': 'ticket 1' });
  await open({ 'entity:2': 'ticket 2' });
  const again = await open({ 'entity:1': 'ticket 1' });

  expect(again.subscription('entity:1')?.token).toBe('one 2');
  expect(site.bodies).toEqual([
    { tickets: { 'entity:1': 'ticket 1' } },
    { tickets: { 'entity:1': 'ticket 1', 'entity:2': 'ticket 2' } },
  ]);
});

test('a ticket that comes while the tokens are on their way is swapped too; one that is refused is told so', async () => {
  await using site = await TokenSite.start((number) => ({
    ...answer(number),
    subscriptions: number === 1 ? {} : { 'entity:late': 'late' },
  }));
  const { tokens } = page(site, new MemoryStorage());
  const first = tokens.get();
  tokens.addTickets({ 'entity:late': 'ticket', 'entity:refused': 'old ticket' });

  expect(await tokens.subscription('entity:late')?.next?.()).toBe('late');
  await expect(tokens.subscription('entity:refused')?.next?.()).rejects.toMatchObject({
    code: 'token-refused',
  });
  await first;
  expect(site.requests).toBe(2);
});

test('another tab’s newer tokens are taken before the site is asked', async () => {
  await using site = await TokenSite.start(answer);
  const storage = new MemoryStorage();
  const one = page(site, storage);
  const other = page(site, storage);
  await one.tokens.get();
  await other.tokens.get();

  expect(await one.tokens.get()).toBe('connection 2 of 7');
  expect(await other.tokens.get()).toBe('connection 2 of 7');
  expect(site.requests).toBe(2);
});
