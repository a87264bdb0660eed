import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Disconnect, DisconnectCode, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { createApi } from './api/api.ts';
import type { CallContext } from './api/calls.ts';
import { answerPeer } from './api/everywhere.ts';
import { ApiKeys } from './api/keys.ts';
import type { Authenticator } from './auth/authenticator.ts';
import { readTokenKeys, type TokenKey } from './auth/token-keys.ts';
import { type Clock, systemClock } from './clock.ts';
import { Connection } from './connection/connection.ts';
import type { ConnectionHost } from './connection/connection-host.ts';
import { restore } from './connection/restore.ts';
import { drain } from './drain.ts';
import type { Engine } from './engine/engine.ts';
import { MemoryEngine } from './engine/memory-engine.ts';
import { StartError } from './errors.ts';
import { Figures } from './figures.ts';
import { Gate } from './gate.ts';
import type { PortName } from './handover/messages.ts';
import type { Estate, Predecessor } from './handover/predecessor.ts';
import type { Successor } from './handover/successor.ts';
import { type Limits, readLimits, reloadLimits } from './limits.ts';
import { idleMeter, type Meter } from './meter.ts';
import { type Census, Metrics } from './metrics/metrics.ts';
import { type ServerOptions, sitesOf } from './options.ts';
import type { Plugin } from './plugin/plugin.ts';
import { Plugins } from './plugin/plugins.ts';
import { Rates } from './rate/rates.ts';
import { type AddOns, adminDoor, type Door, loadAddOns } from './server/add-ons.ts';
import { handOver } from './server/hand-over.ts';
import { OpenSite } from './server/open-site.ts';
import { restartKeys } from './server/restart-keys.ts';
import { takeOver } from './server/take-over.ts';
import type { Site } from './site/site.ts';
import { Sites } from './site/sites.ts';
import { ClientAddresses } from './transport/client-address.ts';
import { ClientListener } from './transport/client-listener.ts';
import type { Handle } from './transport/handle.ts';
import { listen } from './transport/listen.ts';
import { readTls } from './transport/tls-context.ts';
import { toMilliseconds } from './units.ts';
import { version } from './version.ts';

/** What a server takes from outside, beside its configuration. */
export interface ServerParts {
  readonly log: FastifyBaseLogger;
  /** What reads Drupal's sessions, by the name of the site; given where `auth.session` is set. */
  readonly sessions?: ReadonlyMap<string, Authenticator>;
  /** By the name of the site. @default the plugins of the configuration */
  readonly plugins?: ReadonlyMap<string, Plugins>;
  /** @default what `engine` of the configuration says */
  readonly engine?: Engine;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** Where a started server listens, as `host:port`. */
export interface ServerAddresses {
  readonly clients: string;
  readonly api: string;
}

/** How long a stopping server waits for the last words to leave. */
const lastWordsMs = 2_000;

/** How long a process that has handed over answers on connections that are kept alive: by way of its successor. */
const lateCallsMs = 5_000;

/** The push server: all rooms, put together. */
export class Server {
  readonly #startedWith: ServerOptions;
  readonly #log: FastifyBaseLogger;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #metrics: Metrics | undefined;
  readonly #figures: ReadonlyMap<string, Figures>;
  readonly #engine: Engine;
  readonly #openSites: ReadonlyMap<string, OpenSite>;
  readonly #sites: Sites;
  readonly #keys = new ApiKeys();
  readonly #listener: ClientListener;
  readonly #api: FastifyInstance;
  readonly #gate = new Gate();
  /** Connections of another process that can't be gone on with as they were. */
  readonly #unfit: Connection[] = [];
  /** Connections of another process whose log-in this one has not seen. */
  readonly #unconfirmed: Connection[] = [];
  #drainWindowMs: number;
  #isReady = false;

  private constructor(
    options: ServerOptions,
    parts: ServerParts,
    tokenKeys: ReadonlyMap<string, readonly TokenKey[]>,
    plugins: ReadonlyMap<string, Plugins>,
    addOns: AddOns,
  ) {
    this.#startedWith = options;
    this.#log = parts.log;
    this.#clock = parts.clock ?? systemClock;
    this.#limits = readLimits(options.limits);
    this.#drainWindowMs = toMilliseconds(options.drainWindow);
    this.#metrics = options.metrics ? new Metrics(() => this.#census()) : undefined;
    // Under "" stands what happens to those of whom it isn't known whose they are.
    this.#figures = new Map(
      (options.admin ? ['', ...sitesOf(options).keys()] : []).map((name) => [
        name,
        new Figures(this.#countingMeter(name), () => this.#clock.now()),
      ]),
    );
    this.#engine = parts.engine ?? this.#createEngine(options);
    const legacy = addOns.legacy?.({
      sites: [...sitesOf(options).keys()],
      clock: this.#clock,
      limits: this.#limits,
      log: this.#log,
      siteOf: (key) => this.#keys.siteOf(key),
      subscribe: async (caller, channel) => this.#openSites.get(caller.site)?.subscribe(caller, channel),
      tellDrupal: (site, message) => this.#openSites.get(site)?.tellDrupal(message),
    });
    this.#openSites = new Map(
      [...sitesOf(options)].map(([name, site]) => [
        name,
        new OpenSite(name, site, {
          engine: this.#engine,
          clock: this.#clock,
          limits: this.#limits,
          drainWindowMs: () => this.#drainWindowMs,
          log: this.#log,
          meter: this.#meterOf(name),
          plugins: withPlugin(plugins.get(name), legacy?.plugins.get(name)),
          session: parts.sessions?.get(name),
          tokenKeys: tokenKeys.get(name) ?? [],
          gate: this.#gate,
          publishElsewhere: (...publication) => this.#publishElsewhere(...publication),
        }),
      ]),
    );
    this.#sites = new Sites([...this.#openSites.values()].map(({ site }) => site));
    this.#setKeys(options);
    this.#listener = this.#createListener(options);
    const context = this.#callContext();
    this.#api = this.#createApi(context, [
      ...(legacy === undefined ? [] : [legacy.door]),
      ...(options.admin ? [this.#adminDoor(options, context)] : []),
    ]);
    this.#engine.peers?.serve({
      answer: (site, question) => this.#answerPeer(site, question, context),
      take: (letter) => this.#listener.take(letter),
    });
  }

  /** Builds a server without starting it. @throws StartError PLUGIN, SESSION, ENGINE, CONFIG_VALUE for a key that can't be used */
  static async create(options: ServerOptions, parts: ServerParts): Promise<Server> {
    for (const [name, { auth }] of sitesOf(options)) {
      if (auth.session !== undefined && !parts.sessions?.has(name)) {
        throw new StartError(
          'SESSION',
          'auth.session: expected @drupal-nodejs/drupal to be installed, found nothing',
        );
      }
    }
    if (options.engine.type !== 'memory' && parts.engine === undefined) {
      throw new StartError(
        'ENGINE',
        'engine.type: expected @drupal-nodejs/redis to be installed, found nothing',
      );
    }
    const tokenKeys = readAllKeys(options);
    const plugins = parts.plugins ?? (await loadPlugins(options));
    return new Server(options, parts, tokenKeys, plugins, await loadAddOns(options));
  }

  /** Takes up the engine's state, starts plugins, then listens. @throws StartError SNAPSHOT, PLUGIN, LISTEN */
  async start(): Promise<ServerAddresses> {
    await this.#engine.start();
    try {
      await this.#startSites();
      return await this.#listen();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Takes another configuration while everybody stays: all of it, or none where it can't be used.
   *
   * @returns keys whose new value needs a restart, as they stand in the configuration
   * @throws StartError CONFIG_VALUE
   */
  reload(options: ServerOptions): readonly string[] {
    const tokenKeys = readAllKeys(options);
    const tls = readTls(options.tls);
    // From here on nothing can fail.
    if (tls !== undefined) {
      this.#listener.reloadTls(tls);
    }
    reloadLimits(this.#limits, this.#startedWith.limits, options.limits);
    this.#drainWindowMs = toMilliseconds(options.drainWindow);
    for (const [name, site] of sitesOf(options)) {
      this.#openSites.get(name)?.reload(site, tokenKeys.get(name) ?? []);
    }
    this.#setKeys(options);
    return restartKeys(this.#startedWith, options);
  }

  /**
   * Stops accepting, sends the clients away over the drain window, finishes API requests, keeps the engine's state.
   *
   * What is published until the last client has left is kept, and the next process hands it to those who come back.
   */
  async stop(): Promise<void> {
    this.#isReady = false;
    for (const site of this.#openSites.values()) {
      site.retire();
    }
    this.#listener.stopAccepting();
    await drain([...this.#sites.members()], this.#drainWindowMs, this.#clock, (member) =>
      member.close(new Disconnect(DisconnectCode.shutdown)),
    );
    await this.#closeApi();
    await this.#listener.drained(lastWordsMs);
    await Promise.all([...this.#openSites.values()].map((site) => site.stop(lastWordsMs)));
    await this.#engine.stop();
  }

  #meterOf(site: string): Meter {
    return this.#figures.get(site) ?? this.#countingMeter(site);
  }

  #countingMeter(site: string): Meter {
    return (
      (site === '' ? this.#metrics && { ...idleMeter, ...this.#metrics.unknown } : this.#metrics?.of(site)) ??
      idleMeter
    );
  }

  #adminDoor({ api }: ServerOptions, context: CallContext): Door {
    return adminDoor({
      clock: this.#clock,
      limits: this.#limits,
      log: this.#log,
      listen: api.listen,
      context,
      siteOf: (key) => this.#keys.siteOf(key),
      censusOf: (site) => this.#openSites.get(site)?.census(),
      figuresOf: (site) => this.#figures.get(site),
    });
  }

  /** Starts what a successor needs before it takes over. @throws StartError SNAPSHOT, PLUGIN */
  async prepare(): Promise<void> {
    await this.#engine.prepare();
    await this.#startSites();
  }

  /**
   * Goes on where another process stood, which is told so once nothing can fail any more.
   *
   * @throws HandoverError when that one had better go on itself
   */
  async takeOver(estate: Estate, predecessor: Predecessor): Promise<ServerAddresses> {
    const { ports, begin, clients } = takeOver(estate, {
      addresses: { clients: this.#startedWith.listen, api: this.#startedWith.api.listen },
      engine: this.#engine,
      sites: this.#openSites,
      listener: this.#listener,
    });
    predecessor.live((request, head, handle) => this.#listener.adoptUpgrade(request, head, handle));
    const listening = this.#listen(ports);
    begin();
    for (const connection of this.#unfit.splice(0)) {
      connection.close(new Disconnect(DisconnectCode.shutdown));
    }
    for (const connection of this.#unconfirmed.splice(0)) {
      void connection.admission.confirm();
    }
    this.#log.info({ clients }, 'took over from the process before');
    return listening;
  }

  /** Hands everything over to a successor, while clients notice nothing. @throws HandoverError: this one goes on */
  async handOver(successor: Successor): Promise<void> {
    await handOver(successor, {
      options: this.#startedWith,
      gate: this.#gate,
      engine: this.#engine,
      sites: [...this.#openSites.values()],
      listener: this.#listener,
      api: this.#api.server,
    });
    this.#isReady = false;
  }

  /** After a hand-over: sends away who could not be moved, hands on what still comes here, and ends. */
  async leave(): Promise<void> {
    await drain([...this.#listener.wires.sinks()], this.#drainWindowMs, this.#clock, (sink) =>
      sink.close(new Disconnect(DisconnectCode.shutdown)),
    );
    await Promise.all([this.#lateCalls(), this.#listener.drained(lateCallsMs)]);
    await this.#closeApi();
    await Promise.all([...this.#openSites.values()].map((site) => site.stop(lastWordsMs)));
    await this.#engine.leave();
  }

  #createEngine({ engine }: ServerOptions): Engine {
    return new MemoryEngine({
      clock: this.#clock,
      uniqueId: randomUUID,
      idempotencyWindowMs: this.#limits.idempotencyMs,
      keepRevocationsMs: this.#limits.tokenLifeMs,
      snapshot: engine.snapshot,
    });
  }

  #setKeys(options: ServerOptions): void {
    for (const [name, { api }] of sitesOf(options)) {
      const site = this.#openSites.get(name)?.site;
      if (site !== undefined) {
        this.#keys.set(site, api.keys);
      }
    }
  }

  #createListener({ publicPath, tls, trustedProxies }: ServerOptions): ClientListener {
    const addresses = new ClientAddresses(trustedProxies);
    const host: ConnectionHost = {
      clock: this.#clock,
      limits: this.#limits,
      log: this.#log,
      meter: this.#meterOf(''),
      rates: new Rates({
        clock: this.#clock,
        limits: this.#limits,
        areProxiesTrusted: trustedProxies.length > 0,
      }),
      random: Math.random,
      identify: (credentials) => this.#sites.identify(credentials),
    };
    return new ClientListener({
      publicPath,
      tls: readTls(tls),
      maxFrameBytes: this.#limits.frameBytes,
      maxFragments: this.#limits.fragments,
      requestTimeoutMs: this.#limits.connectTimeoutMs,
      peers: this.#engine.peers,
      origins: () => this.#sites.origins,
      log: this.#log,
      gate: this.#gate,
      restore: (transport, record) => {
        const siteOf = (name: string): Site | undefined => this.#openSites.get(name)?.site;
        const { connection, isWhole, hasLogin } = restore(host, transport, record, siteOf);
        if (!isWhole) {
          this.#unfit.push(connection);
        } else if (hasLogin) {
          this.#unconfirmed.push(connection);
        }
        return connection;
      },
      connect: (transport, { headers, socket }, origin) =>
        new Connection(host, transport, {
          client: randomUUID(),
          address: addresses.of(socket.remoteAddress, headers),
          ...(headers.cookie === undefined ? {} : { cookie: headers.cookie }),
          ...(origin === undefined ? {} : { origin }),
        }),
    });
  }

  #callContext(): CallContext {
    const now = (): number => this.#clock.now();
    return { limits: this.#limits, now, startedAt: now(), version };
  }

  async #answerPeer(name: string, question: unknown, context: CallContext): Promise<unknown> {
    const open = this.#openSites.get(name);
    if (open === undefined) {
      throw new TypeError('expected a site of this server, got another');
    }
    return answerPeer(open.site, question, context);
  }

  #createApi(context: CallContext, doors: readonly Door[]): FastifyInstance {
    return createApi({
      keys: this.#keys,
      context,
      bodyLimit: this.#limits.apiBodyBytes,
      log: this.#log,
      isReady: () => this.#isReady && this.#engine.isReady,
      metrics: this.#metrics,
      doors,
      gate: this.#gate,
    });
  }

  #census(): ReadonlyMap<string, Census> {
    return new Map([...this.#openSites].map(([name, site]) => [name, site.census()]));
  }

  async #closeApi(): Promise<void> {
    // A caller that never finishes its request, or never begins one, must not keep the state from being saved.
    const cut = setTimeout(() => this.#api.server.closeAllConnections(), lastWordsMs);
    await this.#api.close();
    clearTimeout(cut);
  }

  async #lateCalls(): Promise<void> {
    const connections = promisify(this.#api.server.getConnections.bind(this.#api.server));
    const until = performance.now() + lateCallsMs;
    while ((await connections()) > 0 && performance.now() < until) {
      await pause(50);
    }
  }

  async #startSites(): Promise<void> {
    for (const site of this.#openSites.values()) {
      await site.start();
    }
    await this.#api.ready();
  }

  /** @param ports of another process @throws StartError LISTEN */
  async #listen(ports?: Readonly<Record<PortName, Handle>>): Promise<ServerAddresses> {
    const { listen: address, api } = this.#startedWith;
    const [clients, calls] = await Promise.all([
      this.#listener.listen(address, ports?.clients),
      listen(this.#api.server, api.listen, 'api.listen', ports?.api),
    ]);
    for (const site of this.#openSites.values()) {
      site.run({ isTakenOver: ports !== undefined });
    }
    this.#isReady = true;
    return { clients: hostPort(clients), api: hostPort(calls) };
  }

  // What a plugin publishes after the state has gone, in the name of the site.
  async #publishElsewhere(site: string, channel: string, data: string): Promise<void> {
    const key = sitesOf(this.#startedWith).get(site)?.api.keys[0]?.secret ?? '';
    const bound = this.#api.server.address();
    const url = typeof bound === 'string' || bound === null ? '' : `http://${hostPort(bound)}/api/publish`;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: `{"channel":${JSON.stringify(channel)},"data":${data}}`,
    });
    if (!response.ok) {
      throw new ProtocolError(ProtocolErrorCode.internal, `the next process answered ${response.status}`);
    }
  }
}

function hostPort({ address, port }: AddressInfo): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function readAllKeys(options: ServerOptions): ReadonlyMap<string, readonly TokenKey[]> {
  return new Map([...sitesOf(options)].map(([name, { auth }]) => [name, readTokenKeys(auth.token)]));
}

function withPlugin(plugins: Plugins = new Plugins([]), plugin?: Plugin): Plugins {
  return plugin === undefined ? plugins : plugins.with(plugin);
}

async function loadPlugins(options: ServerOptions): Promise<ReadonlyMap<string, Plugins>> {
  const loading = [...sitesOf(options)].map(
    async ([name, { plugins }]) => [name, await Plugins.load(plugins)] as const,
  );
  return new Map(await Promise.all(loading));
}
