import type { Logger } from 'pino';
import type { Authenticator } from '../auth/authenticator.ts';
import { findStrays } from '../configuration/environment.ts';
import { loadOptions } from '../configuration/load-options.ts';
import { StartError } from '../errors.ts';
import { Predecessor } from '../handover/predecessor.ts';
import type { Successor } from '../handover/successor.ts';
import { type ServerOptions, type SiteOptions, sitesOf } from '../options.ts';
import { Server, type ServerAddresses } from '../server.ts';
import { version } from '../version.ts';
import { announce } from './announce.ts';
import { type Command, readArguments } from './command.ts';
import { createLog, Redaction } from './log.ts';
import { describeEngine, openEngine } from './open-engine.ts';
import { reloadOnHangup } from './reload.ts';
import { Upgrades } from './upgrades.ts';
import { Worker } from './worker.ts';
import { runWorkers } from './workers.ts';

/** Time to tell the service manager. */
const announceMs = 30_000;

/** Runs the push server until SIGTERM or SIGINT, or until a successor took over (SIGUSR2). */
export const serve: Command = {
  usage: '[--config FILE]',
  summary: 'run the push server',

  async run(args) {
    const predecessor = Predecessor.find();
    try {
      return await run(args, predecessor);
    } catch (error) {
      predecessor?.giveUp();
      throw error;
    }
  },
};

async function run(args: readonly string[], predecessor: Predecessor | undefined): Promise<number> {
  const { config } = readArguments(args);
  const worker = Worker.find();
  if (worker === undefined) {
    tellOfStrays();
  }
  const options = await loadOptions({ file: config, env: process.env });
  if (options.workers > 1 && worker === undefined) {
    return superviseWorkers(options);
  }
  const sessions = await openSessions(options);
  try {
    const redaction = new Redaction();
    redaction.learn(options);
    const log = createLog(redaction, worker && { worker: worker.number });
    for (const [site, { findings }] of sessions) {
      for (const { level, code, message } of findings) {
        log[level === 'error' ? 'error' : 'warn']({ site, code }, `auth.session: ${message}`);
      }
    }
    const engine = await openEngine(options, log);
    const server = await Server.create(options, {
      log,
      sessions,
      ...(worker === undefined ? {} : { worker }),
      ...(engine === undefined ? {} : { engine }),
    });
    const started = Promise.withResolvers<void>();
    const upgrades = new Upgrades(server, log);
    // Before the start, which takes the snapshot away: a signal in its midst must not lose the state.
    reloadOnHangup(server, config, log, redaction);
    process.on('SIGUSR2', () => started.promise.then(() => upgrades.begin()));
    const stopped = new Promise<'stopped'>((resolve) => {
      process.once('SIGTERM', () => resolve('stopped'));
      process.once('SIGINT', () => resolve('stopped'));
    });
    const addresses = await (predecessor === undefined
      ? server.start()
      : takeOver(server, predecessor, stopped));
    if (addresses === 'stopped') {
      return 0;
    }
    started.resolve();
    if (worker === undefined) {
      console.log(summary(options, addresses));
      await announce(log);
    } else {
      worker.ready();
    }
    predecessor?.announced();
    const outcome = await Promise.race([stopped, upgrades.done]);
    const successor = outcome === 'stopped' ? await upgrades.abort() : outcome;
    if (successor !== undefined) {
      return await leave(server, successor, log);
    }
    await server.stop();
  } finally {
    await Promise.all([...sessions.values()].map((session) => session.close()));
  }
  return 0;
}

/** Before all else: what they don't set may be what the start fails for. */
function tellOfStrays(): void {
  const log = createLog(new Redaction());
  for (const stray of findStrays(process.env)) {
    log.warn(stray);
  }
}

/** Runs the workers, and speaks for all of them. */
async function superviseWorkers(options: ServerOptions): Promise<number> {
  const redaction = new Redaction();
  redaction.learn(options);
  const log = createLog(redaction);
  return runWorkers(options.workers, log, async () => {
    console.log(summary(options, { clients: options.listen, api: options.api.listen }));
    await announce(log);
  });
}

async function takeOver(
  server: Server,
  predecessor: Predecessor,
  stopped: Promise<'stopped'>,
): Promise<ServerAddresses | 'stopped'> {
  await server.prepare();
  const estate = await Promise.race([stopped, predecessor.prepared()]);
  if (estate === 'stopped') {
    predecessor.giveUp();
    return 'stopped';
  }
  return server.takeOver(estate, predecessor);
}

/** Ends when the successor has announced itself: whoever looks after processes must not find none. */
async function leave(server: Server, successor: Successor, log: Logger): Promise<number> {
  const reason = await successor.says('announced', announceMs).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (reason !== undefined) {
    log.error({ reason }, 'the successor ended at once');
  }
  try {
    // Also then: what was handed over can't be had back, and a process that stayed would keep another from starting.
    await server.leave();
  } finally {
    successor.release();
  }
  return reason === undefined ? 0 : 1;
}

interface SessionReader extends Authenticator {
  /** What it can't see at this site, or sees otherwise than it was told. */
  readonly findings: readonly { readonly level: string; readonly code: string; readonly message: string }[];
  close(): Promise<void>;
}

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
  const { engine, publicPath, tls } = options;
  const sites = [...sitesOf(options)];
  return [
    `drupal-nodejs ${version} ready`,
    `  clients  ${tls === undefined ? 'ws' : 'wss'}://${clients}${publicPath}connection/websocket`,
    `  api      http://${api}/api/`,
    ...(options.admin && hasAdminPage() ? [`  admin    http://${api}/admin`] : []),
    `  engine   ${describeEngine(engine)}`,
    ...(options.workers > 1 ? [`  workers  ${options.workers}`] : []),
    ...sites.flatMap(([name, site]) => [
      ...(sites.length > 1 ? [`site ${name}`] : []),
      ...describeSite(site),
    ]),
  ].join('\n');
}

function hasAdminPage(): boolean {
  try {
    import.meta.resolve('@drupal-nodejs/admin');
    return true;
  } catch {
    // It is a package of its own, for those who want it.
    return false;
  }
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
