import { join } from 'node:path';
import { createPlugin, type RoomEvent } from '@drupal-nodejs/chatroom';
import { installSite, type Site } from '@drupal-nodejs/drupal/install';
import type { Caller, Plugin, PluginHost } from '@drupal-nodejs/server';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './database-file.ts';

/** A Drupal site on an SQLite file, with a role `editor`. */
export async function drupalSite(): Promise<{ url: string; site: Site }> {
  const url = `sqlite://localhost/${join(temporaryFolder(), 'site.sqlite')}`;
  const site = await installSite(url);
  onTestFinished(() => site.close());
  await site.createRole({ id: 'editor', label: 'Editor' });
  return { url, site };
}

export async function createUser(
  { site }: { site: Site },
  name: string,
  roles: string[] = [],
): Promise<Caller> {
  const uid = await site.createUser({ name, passwordHash: '!', roles });
  return { site: 'default', client: `client-of-${name}`, user: String(uid), info: { name } };
}

export const visitor: Caller = { site: 'default', client: 'client-of-a-visitor', user: '' };

export const rooms = {
  lobby: { moderators: ['editor'], members: ['authenticated'], readers: ['anonymous'] },
  newsroom: { members: ['editor'] },
};

export interface Published {
  readonly site: string;
  readonly channel: string;
  readonly event: RoomEvent;
}

/** A started plugin whose publications are handed to `publish`. */
export async function startChat(
  url: string,
  options: Record<string, unknown> = {},
  publish: (published: Published) => Promise<void> | void = () => undefined,
  unsubscribe: PluginHost['unsubscribe'] = async () => undefined,
): Promise<Plugin> {
  const pace = { burst: 1000, perSecond: 1000 };
  const plugin = createPlugin({ database: url, rooms, pace, ...options });
  const host: PluginHost = {
    log: pino({ enabled: false }),
    publish: async (site, channel, data) => publish({ site, channel, event: data as RoomEvent }),
    unsubscribe,
    tell: () => undefined,
    drupal: () => undefined,
  };
  await plugin.start?.(host);
  onTestFinished(() => plugin.stop?.());
  return plugin;
}

/** Calls one of the plugin's rpc methods, as the server does for `chat.NAME`. */
export async function call(plugin: Plugin, name: string, data: unknown, caller: Caller): Promise<unknown> {
  const method = plugin.methods[name];
  if (!method) throw new Error(`the plugin has no method ${name}`);
  return await method(data, caller);
}
