import { pino } from 'pino';
import type { Authenticator } from '../auth/authenticator.ts';
import { StartError } from '../errors.ts';
import { loadOptions } from '../load-options.ts';
import type { ServerOptions } from '../options.ts';
import { Server, type ServerAddresses } from '../server.ts';
import { version } from '../version.ts';
import { type Command, readArguments } from './command.ts';

/** Runs the push server until SIGTERM or SIGINT. */
export const serve: Command = {
  usage: '[--config FILE]',
  summary: 'run the push server',

  async run(args) {
    const { config } = readArguments(args);
    const options = await loadOptions({ file: config, env: process.env });
    const session = await openSession(options);
    try {
      const server = await Server.create(options, {
        log: pino({ base: null }, pino.destination(2)),
        ...(session === undefined ? {} : { session }),
      });
      // Before the start, which takes the snapshot away: a signal in its midst must not lose the state.
      const stopped = new Promise((resolve) => {
        process.once('SIGTERM', resolve);
        process.once('SIGINT', resolve);
      });
      const addresses = await server.start();
      console.log(summary(options, addresses));
      await stopped;
      await server.stop();
    } finally {
      await session?.close();
    }
    return 0;
  },
};

async function openSession({
  auth: { session },
}: ServerOptions): Promise<(Authenticator & { close(): Promise<void> }) | undefined> {
  if (session === undefined) {
    return undefined;
  }
  try {
    const { createSessionAuthenticator } = await import('@drupal-nodejs/drupal');
    return await createSessionAuthenticator(session);
  } catch (cause) {
    throw new StartError('SESSION', `auth.session: ${(cause as Error).message}`, { cause });
  }
}

function summary(
  { auth, backend, engine, origins, publicPath }: ServerOptions,
  { clients, api }: ServerAddresses,
): string {
  const ways = [
    auth.token && 'token',
    auth.callback && 'callback',
    auth.session && 'session',
    auth.anonymous && 'anonymous',
  ];
  const snapshot = engine.snapshot === '' ? 'no snapshot' : `snapshot ${engine.snapshot}`;
  return [
    `drupal-nodejs ${version} ready`,
    `  clients  ws://${clients}${publicPath}connection/websocket`,
    `  api      http://${api}/api/`,
    `  auth     ${ways.filter((way) => way).join(', ')}`,
    ...(backend === undefined ? [] : [`  backend  ${backend.url}`]),
    `  engine   ${engine.type}, ${snapshot}`,
    `  origins  ${origins.join(', ') || 'none: no browser can connect until origins are set'}`,
  ].join('\n');
}
