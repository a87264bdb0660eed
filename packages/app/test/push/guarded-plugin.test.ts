import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type GuardedPlugin,
  guardPlugin,
  requireLogin,
  requirePermission,
  requireRole,
} from '@drupal-nodejs/app/push';
import { installSite } from '@drupal-nodejs/drupal/install';
import { PluginError } from '@drupal-nodejs/server';
import { expect, it, onTestFinished } from 'vitest';
import { connectionToken, next, startServer } from '../../../server/test/running-server.ts';

/** A push server whose plugin `talk` goes by the accounts of a Drupal. */
async function start({
  reviewMs = 3_600_000,
  graceMs = 3_600_000,
  subscribe = async (_channel, { account }) => account.can('speak'),
}: {
  readonly reviewMs?: number;
  readonly graceMs?: number;
  readonly subscribe?: NonNullable<GuardedPlugin['subscribe']>;
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-'));
  const file = join(folder, 'site.sqlite');
  const database = `sqlite://localhost/${file}`;
  const site = await installSite(database);
  await site.createUser({ name: 'admin', passwordHash: '' });
  await site.createRole({ id: 'editor', label: 'Editor', permissions: ['speak'] });
  const alice = await site.createUser({ name: 'Alice', passwordHash: '', roles: ['editor'] });
  const bob = await site.createUser({ name: 'Bob', passwordHash: '' });
  const plugin = guardPlugin(
    { database, reviewMs, graceMs },
    {
      name: 'talk',
      namespaces: ['talk'],
      methods: {
        whoami: requireLogin(async (_data, { account: { uid, name } }) => ({ uid, name })),
        say: requirePermission('speak', async (data, { account }) => `${account.name}: ${data}`),
        edit: requireRole('editor', async () => 'edited'),
      },
      subscribe,
      publish: async (_channel, _data, { account }) => (account.can('speak') ? {} : undefined),
    },
  );
  const server = await startServer({ channels: { namespaces: { talk: {} } } }, { plugins: [plugin] });
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    await site.close();
    rmSync(folder, { recursive: true });
  });
  const connect = async (uid: number | '') => {
    const client = server.client({ token: await connectionToken(String(uid)) });
    client.connect();
    return client;
  };
  return { server, site, file, alice, bob, connect };
}

it('a guarded method is for those who may call it', async () => {
  const { alice, bob, connect } = await start();
  const [asAlice, asBob, asNobody] = [await connect(alice), await connect(bob), await connect('')];
  expect((await asAlice.rpc('talk.whoami', {})).data).toEqual({ uid: alice, name: 'Alice' });
  expect((await asAlice.rpc('talk.say', 'hello')).data).toBe('Alice: hello');
  expect((await asAlice.rpc('talk.edit', {})).data).toBe('edited');
  expect((await asBob.rpc('talk.whoami', {})).data).toEqual({ uid: bob, name: 'Bob' });
  await expect(asBob.rpc('talk.say', 'x')).rejects.toMatchObject({ code: 1403 });
  await expect(asBob.rpc('talk.edit', {})).rejects.toMatchObject({ code: 1403 });
  for (const method of ['whoami', 'say', 'edit']) {
    await expect(asNobody.rpc(`talk.${method}`, {})).rejects.toMatchObject({ code: 1401 });
  }
});

it('a channel of a guarded plugin is for those who may listen and publish', async () => {
  const { alice, bob, connect } = await start();
  const asAlice = await connect(alice);
  const listening = asAlice.newSubscription('talk:tea');
  const subscribed = next(listening, 'subscribed');
  listening.subscribe();
  await subscribed;
  const heard = next<{ data: unknown }>(listening, 'publication');
  await listening.publish({ text: 'hello' });
  expect((await heard).data).toEqual({ text: 'hello' });
  const refused = (await connect(bob)).newSubscription('talk:tea');
  const gone = next(refused, 'unsubscribed');
  refused.subscribe();
  expect(await gone).toMatchObject({ code: 103 });
});

it('who loses a role or is blocked while connected may no longer, and hears nothing more', async () => {
  const { site, alice, connect } = await start({ reviewMs: 20 });
  const asAlice = await connect(alice);
  const listening = asAlice.newSubscription('talk:tea');
  const subscribed = next(listening, 'subscribed');
  const gone = next(listening, 'unsubscribed');
  listening.subscribe();
  await subscribed;
  expect((await asAlice.rpc('talk.say', 'hello')).data).toBe('Alice: hello');
  await site.db.deleteFrom('user__roles').execute();
  expect(await gone).toMatchObject({ code: 2000 });
  await expect(asAlice.rpc('talk.say', 'hello')).rejects.toMatchObject({ code: 1403 });
  await site.write((db) => db.updateTable('users_field_data').set({ status: 0 }).execute());
  await expect
    .poll(() => asAlice.rpc('talk.whoami', {}).catch(({ code }: { code: number }) => code))
    .toBe(1401);
});

it.each([
  ['by an error of its own', () => new PluginError(1403, 'editors only'), 3_600_000],
  ['by failing for too long', () => new Error('where are the rooms?'), 0],
])('who a plugin refuses %s hears nothing more', async (_how, refusal, graceMs) => {
  const { site, alice, connect } = await start({
    reviewMs: 20,
    graceMs,
    subscribe: async (_channel, { account }) => {
      if (account.can('speak')) return true;
      throw refusal();
    },
  });
  const listening = (await connect(alice)).newSubscription('talk:tea');
  const subscribed = next(listening, 'subscribed');
  const gone = next(listening, 'unsubscribed');
  listening.subscribe();
  await subscribed;
  await site.db.deleteFrom('user__roles').execute();
  expect(await gone).toMatchObject({ code: 2000 });
});

it('who listens goes on while the plugin has a bad moment', async () => {
  const asked = { since: 0, again: Promise.withResolvers<void>() };
  const { alice, connect } = await start({
    reviewMs: 20,
    subscribe: async () => {
      asked.since += 1;
      if (asked.since === 4) asked.again.resolve();
      if (asked.since > 1 && asked.since < 4) throw new Error('where are the rooms?');
      return true;
    },
  });
  const listening = (await connect(alice)).newSubscription('talk:tea');
  const subscribed = next(listening, 'subscribed');
  listening.subscribe();
  await subscribed;
  await asked.again.promise;
  const heard = next<{ data: unknown }>(listening, 'publication');
  await listening.publish({ text: 'still here' });
  expect((await heard).data).toEqual({ text: 'still here' });
});

it('nobody gets in while the database is away, and those who are in only for a while', async () => {
  const { file, alice, bob, connect } = await start({ reviewMs: 20, graceMs: 0 });
  const asAlice = await connect(alice);
  await asAlice.rpc('talk.whoami', {});
  renameSync(file, `${file}.elsewhere`);
  await expect((await connect(bob)).rpc('talk.whoami', {})).rejects.toMatchObject({ code: 100 });
  await expect
    .poll(() => asAlice.rpc('talk.whoami', {}).catch(({ code }: { code: number }) => code))
    .toBe(100);
  renameSync(`${file}.elsewhere`, file);
  await expect
    .poll(() => asAlice.rpc('talk.whoami', {}).catch(({ code }: { code: number }) => code))
    .toMatchObject({ data: { name: 'Alice' } });
});

it('a token that names no user of Drupal’s is nobody', async () => {
  const { server } = await start();
  for (const user of ['alice', '1e9', '-1', '1.5', '0x2', '999999']) {
    const client = server.client({ token: await connectionToken(user) });
    client.connect();
    await expect(client.rpc('talk.whoami', {})).rejects.toMatchObject({ code: 1401 });
  }
});
