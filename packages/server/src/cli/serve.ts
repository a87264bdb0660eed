import { pino } from 'pino';
import type { Authenticator } from '../auth/authenticator.ts';
import { StartError } from '../errors.ts';
import { loadOptions } from '../load-options.ts';
import { type ServerOptions, type SiteOptions, sitesOf } from '../options.ts';
import { Server, type ServerAddresses } from '../server.ts';
import { version } from '../version.ts';
import { type Command, readArguments } from './command.ts';
import { describeEngine, openEngine } from './open-engine.ts';
import { reloadOnHangup } from './reload.ts';

/** Runs the push server until SIGTERM or SIGINT. */
export const serve: Command = {
  usage: '[--config FILE]',
  summary: 'run the push server',

  async run(args) {
    const { config } = readArguments(args);
    const options = await loadOptions({ file: config, env: process.env });
    const sessions = await openSessions(options);
    try {
      const log = pino({ base: null }, pino.destination(2));
      const engine = await openEngine(options, log);
      const server = await Server.create(options, {
        log,
        sessions,
        ...(engine === undefined ? {} : { engine }),
      });
      // Before the start, which takes the snapshot away: a signal in its midst must not lose the state.
      const stopped = new Promise((resolve) => {
        process.once('SIGTERM', resolve);
        process.once('SIGINT', resolve);
      });
      reloadOnHangup(server, config, log);
      const addresses = await server.start();
      console.log(summary(options, addresses));
      await stopped;
      await server.stop();
    } finally {
      await Promise.all([...sessions.values()].map((session) => session.close()));
    }
    return 0;
  },
};

type SessionReader = Authenticator & { close(): Promise<void> };

async function openSessions(options: ServerOptions): Promise<ReadonlyMap<string, SessionReader>> {
  const sessions = new Map<string, SessionReader>();
  for (const [name, { auth }] of sitesOf(options)) {
    if (auth.session !== undefined) {
      sessions.set(name, await openSession(auth.session));
    }
  }
  return sessions;
}

async function openSession(session: NonNullable<SiteOptions['auth']['session']>): Promise<SessionReader> {
  try {
    const { createSessionAuthenticator } = await import('@drupal-nodejs/drupal');
    return await createSessionAuthenticator(session);
  } catch (cause) {
    throw new StartError('SESSION', `auth.session: ${(cause as Error).message}`, { cause });
  }
}

function summary(options: ServerOptions, { clients, api }: ServerAddresses): string {
  const { engine, publicPath } = options;
  const sites = [...sitesOf(options)];
  return [
    `drupal-nodejs ${version} ready`,
    `  clients  ws://${clients}${publicPath}connection/websocket`,
    `  api      http://${api}/api/`,
    `  engine   ${describeEngine(engine)}`,
    ...sites.flatMap(([name, site]) => [
      ...(sites.length > 1 ? [`site ${name}`] : []),
      ...describeSite(site),
    ]),
  ].join('\n');
}

function describeSite({ auth, backend, origins }: SiteOptions): string[] {
  const ways = [
    auth.token && 'token',
    auth.callback && 'callback',
    auth.session && 'session',
    auth.anonymous && 'anonymous',
  ];
  return [
    `  auth     ${ways.filter((way) => way).join(', ')}`,
    ...(backend === undefined ? [] : [`  backend  ${backend.url}`]),
    `  origins  ${origins.join(', ') || 'none: no browser can connect until origins are set'}`,
  ];
}
