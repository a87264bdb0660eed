import { tickerChannel } from '../breaks/ticker.ts';
import { articlesChannel } from '../drupal/articles.ts';
import { happeningsChannel } from '../happenings.ts';
import type { Hosts } from '../hosts.ts';
import { progressChannel } from '../queue/progress.ts';
import type { Secrets, StateFolder } from '../state-folder.ts';

/** Where the parts of one demo listen, all on loopback. */
export interface Ports {
  readonly site: number;
  readonly push: number;
  readonly api: number;
}

/** Channels that anybody may hear, logged in or not. */
export const publicChannels: readonly string[] = [
  'nodejs_notify',
  'nodejs_broadcast',
  tickerChannel,
  happeningsChannel,
  progressChannel,
  articlesChannel,
];

/** The channel that shows who is here; for whoever is logged in. */
export const presenceChannel = 'presence:demo';

/** The chat's only room. */
export const room = 'lobby';

/** What `drupal-nodejs serve` is started with. */
export function pushConfig(ports: Ports, hosts: Hosts, secrets: Secrets, state: StateFolder): object {
  return {
    listen: `127.0.0.1:${ports.push}`,
    publicPath: '/realtime/',
    origins: hosts.all.map((host) => host.origin),
    api: { listen: `127.0.0.1:${ports.api}`, keys: [{ id: 'demo', secret: secrets.api }] },
    auth: {
      token: { keys: [{ id: 'demo', algorithm: 'HS256', secret: secrets.token }] },
      callback: {
        url: `http://127.0.0.1:${ports.site}/nodejs/message`,
        serviceKey: secrets.callback,
        remember: '5m',
      },
      session: {
        database: state.databaseUrl,
        baseUrl: hosts.main.origin,
        channels: ['user:{uid}', 'role:{rid}', presenceChannel, ...publicChannels],
      },
      anonymous: true,
    },
    engine: { type: 'memory', snapshot: state.file('push.snapshot') },
    channels: {
      namespaces: {
        presence: { presence: true, joinLeave: true },
        chat: { presence: true, joinLeave: true },
      },
    },
    plugins: [
      {
        module: '@drupal-nodejs/chatroom',
        options: { database: state.databaseUrl, rooms: { [room]: { members: ['authenticated'] } } },
      },
    ],
  };
}
