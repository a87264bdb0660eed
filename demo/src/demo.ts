import type { FastifyInstance } from 'fastify';
import { Breaks } from './breaks/breaks.ts';
import { Outage } from './breaks/outage.ts';
import { DemoError } from './demo-error.ts';
import { Accounts } from './drupal/accounts.ts';
import { Articles } from './drupal/articles.ts';
import { openPeople, People, roles } from './drupal/people.ts';
import { Visitors } from './drupal/visitors.ts';
import { Watchdog } from './drupal/watchdog.ts';
import { EventLog } from './event-log.ts';
import { freePorts } from './free-port.ts';
import { Gateway } from './gateway/gateway.ts';
import { Happenings } from './happenings.ts';
import { Hosts } from './hosts.ts';
import { DrupalHalf } from './php/drupal-half.ts';
import { openPhp } from './php/open-php.ts';
import type { PhpSite } from './php/php.ts';
import { type NoticeCommands, noticeCommands } from './push/notice-commands.ts';
import { PushApi } from './push/push-api.ts';
import { type Ports, pushConfig } from './push/push-config.ts';
import { PushServer } from './push/push-server.ts';
import { Workshop } from './queue/workshop.ts';
import { ConsoleDoor } from './site/console-door.ts';
import { Screens } from './site/screens.ts';
import { createSite } from './site/site.ts';
import { type Secrets, StateFolder } from './state-folder.ts';

/** How a demo is started. */
export interface DemoOptions {
  /** Folder for what survives. */
  readonly state: string;
  /** Port of the site, exactly. @default 8088 or the next free one */
  readonly port?: number;
  /** Any free ports instead of the usual ones; for checks and tests. */
  readonly anyPort?: boolean;
  /** Forgets what was before. */
  readonly fresh?: boolean;
  /** Which PHP. @default the machine's, else the one from npm */
  readonly php?: 'native' | 'wasm';
}

/** A demo that runs. */
export interface Demo {
  readonly hosts: Hosts;
  readonly ports: Ports;
  readonly state: StateFolder;
  readonly php: { readonly kind: 'native' | 'wasm'; readonly version: string };
  /** The address to open; it carries the key of the console. */
  readonly address: string;
  readonly commands: NoticeCommands;
  /** Stops everything, children included; what survives is saved. */
  close(): Promise<void>;
}

const defaultPort = 8088;

/** What has been opened and must be closed, the last first. */
class Opened {
  readonly #closers: (() => Promise<unknown> | undefined)[] = [];

  add(close: () => Promise<unknown> | undefined): void {
    this.#closers.unshift(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
  }
}

/**
 * Starts site, push server and Drupal half on loopback.
 *
 * @throws DemoError with the code of what was missing or in the way; nothing is left running then
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const opened = new Opened();
  try {
    return await start(options, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function start(options: DemoOptions, opened: Opened): Promise<Demo> {
  const state = new StateFolder(options.state);
  const secrets = await state.open({ fresh: options.fresh ?? false });
  opened.add(() => state.release());
  const ports = await choosePorts(options);
  const hosts = new Hosts(ports.site);
  const events = new EventLog();
  const configFile = await state.writeSecret(
    'drupal-nodejs.json',
    `${JSON.stringify(pushConfig(ports, hosts, secrets, state), null, 2)}\n`,
  );
  await state.writeApiHeaders(secrets);

  // Independent of each other, so side by side; the push server then needs the site's database.
  const screens = Screens.build();
  const phpOpening = openPhp(phpSite(ports, secrets), apiUrl(ports), options.php);
  screens.catch(() => {});
  opened.add(() => phpOpening.then((php) => php.close()).catch(() => {}));
  const site = await openPeople(state);
  opened.add(() => site.close());
  const push = new PushServer({ config: configFile, log: state.file('push-server.log'), events });
  opened.add(() => push.stop());
  const pushStarting = push.start();
  pushStarting.catch(() => {});

  const half = new DrupalHalf(await phpOpening);
  const people = new People(site);
  const visitors = await Visitors.open(site, state.databaseUrl, hosts);
  opened.add(() => visitors.close());
  const watchdog = new Watchdog(site, (rows) => half.log(rows));
  opened.add(() => watchdog.settled());
  const accounts = new Accounts({ people, visitors, watchdog, half, events });
  const gateway = new Gateway({
    hosts,
    pushPort: ports.push,
    events,
    holderOf: (token) => half.holderOf(token),
  });
  opened.add(async () => gateway.close());
  const api = new PushApi(ports.api, secrets.api);
  const happenings = new Happenings(api);
  opened.add(() => happenings.close());
  const workshop = await Workshop.open(site, {
    databaseUrl: state.databaseUrl,
    apiPort: ports.api,
    apiKey: secrets.api,
  });
  opened.add(() => workshop.close());
  const outage = new Outage();
  const bare = { port: ports.push, path: '/realtime/', key: { id: 'demo', secret: secrets.token } };
  const breaks = new Breaks({ gateway, push, api, accounts, visitors, events, outage, bare });
  const door = new ConsoleDoor(ports.site);
  const commands = noticeCommands(state, apiUrl(ports));

  const app = createSite({
    port: ports.site,
    hosts,
    screens: await screens,
    events,
    people,
    visitors,
    accounts,
    watchdog,
    half,
    gateway,
    push,
    breaks,
    outage,
    happenings,
    workshop,
    articles: new Articles(site, api),
    door,
    commands,
  });
  opened.add(() => app.close());
  await listen(app, ports.site);
  await pushStarting;
  return {
    hosts,
    ports,
    state,
    php: half.about,
    address: `${hosts.main.origin}/?key=${door.key}`,
    commands,
    close: () => opened.close(),
  };
}

async function choosePorts({ port, anyPort }: DemoOptions): Promise<Ports> {
  if (anyPort === true) {
    const [site = 0, push = 0, api = 0] = await freePorts(3, 0);
    return { site, push, api };
  }
  if (port !== undefined) {
    // Whoever names a port wants that one: listening on it says whether it is free.
    const [push = 0, api = 0] = await freePorts(2, port + 1);
    return { site: port, push, api };
  }
  const [site = 0, push = 0, api = 0] = await freePorts(3, defaultPort);
  return { site, push, api };
}

async function listen(app: FastifyInstance, port: number): Promise<void> {
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new DemoError('port-in-use', `port ${port} of 127.0.0.1 is in use, expected a free one (--port)`, {
      cause,
    });
  }
}

function apiUrl(ports: Ports): string {
  return `http://127.0.0.1:${ports.api}`;
}

function phpSite(ports: Ports, secrets: Secrets): PhpSite {
  const settings = {
    api_url: apiUrl(ports),
    public_url: '/realtime/',
    site: 'default',
    api_key: secrets.api,
    token_key: { id: 'demo', secret: secrets.token },
    callback_key: secrets.callback,
  };
  return { settings, roles };
}
