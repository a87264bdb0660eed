import { randomUUID } from 'node:crypto';
import { Disconnect, DisconnectCode, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { CallContext } from './api/calls.ts';
import { answerPeer } from './api/everywhere.ts';
import type { Authenticator } from './auth/authenticator.ts';
import { type Clock, systemClock } from './clock.ts';
import { drain } from './drain.ts';
import type { Engine } from './engine/engine.ts';
import { MemoryEngine } from './engine/memory-engine.ts';
import { StartError } from './errors.ts';
import { Gate } from './gate.ts';
import type { PortName } from './handover/messages.ts';
import type { Estate, Predecessor } from './handover/predecessor.ts';
import type { Successor } from './handover/successor.ts';
import { type Limits, readLimits, reloadLimits } from './limits.ts';
import { type ServerOptions, sitesOf } from './options.ts';
import type { Plugin } from './plugin/plugin.ts';
import { Plugins } from './plugin/plugins.ts';
import { Rates } from './rate/rates.ts';
import { type AddOns, adminDoor, type Door, loadAddOns, type OpenLegacy } from './server/add-ons.ts';
import { ApiDoor, hostPort } from './server/api-door.ts';
import { ClientDoor } from './server/client-door.ts';
import { handOver } from './server/hand-over.ts';
import { Meters } from './server/meters.ts';
import { OpenSite } from './server/open-site.ts';
import { OpenSites, readAllTokenKeys, type SiteTokenKeys } from './server/open-sites.ts';
import { restartKeys } from './server/restart-keys.ts';
import { SharedMetrics, type WorkerName } from './server/shared-metrics.ts';
import { takeOver } from './server/take-over.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import type { ClientListener } from './transport/client-listener.ts';
import type { Handle } from './transport/handle.ts';
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
  /** Who this process is among those that share its ports. @default it is alone */
  readonly worker?: WorkerName;
}

/** Where a started server listens, as `host:port`. */
export interface ServerAddresses {
  readonly clients: string;
  readonly api: string;
}

/** What a server needs before it is built: all that can't be used is found out here. */
interface LoadedParts extends ServerParts {
  readonly tokenKeys: SiteTokenKeys;
  readonly plugins: ReadonlyMap<string, Plugins>;
  readonly addOns: AddOns;
}

/** How long a stopping server waits for the last words to leave. */
const lastWordsMs = 2_000;

/** To another server that asked about connections while they went to another process. */
const movedMeanwhile = {
  error: { code: ProtocolErrorCode.internal, message: 'another process goes on' },
} as const;

/** How long sockets that stayed with a process that has handed over have for their last words. */
const lateWordsMs = 5_000;

/** The push server: all rooms, put together. */
export class Server {
  readonly #startedWith: ServerOptions;
  readonly #log: FastifyBaseLogger;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #meters: Meters;
  readonly #engine: Engine;
  readonly #sharedMetrics: SharedMetrics | undefined;
  readonly #sites: OpenSites;
  readonly #clients: ClientDoor;
  readonly #api: ApiDoor;
  readonly #gate = new Gate();
  #drainWindowMs: number;
  #isReady = false;

  private constructor(options: ServerOptions, parts: LoadedParts) {
    this.#startedWith = options;
    this.#log = parts.log;
    this.#clock = parts.clock ?? systemClock;
    this.#limits = readLimits(options.limits);
    this.#drainWindowMs = toMilliseconds(options.drainWindow);
    const census = () => this.#sites.census();
    const telemetry = parts.addOns.telemetry?.(census);
    this.#meters = new Meters(options, this.#clock, census, parts.worker?.number, telemetry);
    this.#engine = parts.engine ?? this.#createEngine(options);
    this.#sharedMetrics = this.#shareMetrics(parts.worker);
    const legacy = this.#openLegacy(options, parts.addOns);
    this.#sites = this.#openSites(options, parts, { legacy, telemetry });
    this.#clients = this.#openClientDoor(options);
    const now = (): number => this.#clock.now();
    const context: CallContext = { limits: this.#limits, now, startedAt: now(), version };
    this.#api = this.#openApiDoor(options, context, legacy);
    this.#engine.peers?.serve({
      answer: async (name, question) => {
        const open = this.#sites.byName.get(name);
        if (name === '') {
          return this.#sharedMetrics?.answer(question);
        }
        if (open === undefined) {
          throw new TypeError('expected a site of this server, got another');
        }
        const answer = () => answerPeer(open.site, question, context);
        // Who stays with this process is still its own; what came while the others went reached nobody.
        return this.#gate.pass(answer, this.#gate.hasMoved ? answer : async () => movedMeanwhile);
      },
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
    return new Server(options, {
      ...parts,
      tokenKeys: readAllTokenKeys(options),
      plugins: parts.plugins ?? (await loadPlugins(options)),
      addOns: await loadAddOns(options),
    });
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
    const tokenKeys = readAllTokenKeys(options);
    const tls = readTls(options.tls);
    // From here on nothing can fail.
    this.#clients.reload(tls);
    reloadLimits(this.#limits, this.#startedWith.limits, options.limits);
    this.#drainWindowMs = toMilliseconds(options.drainWindow);
    this.#sites.reload(options, tokenKeys);
    return restartKeys(this.#startedWith, options);
  }

  /**
   * Stops accepting, sends the clients away over the drain window, finishes API requests, keeps the engine's state.
   *
   * What is published until the last client has left is kept, and the next process hands it to those who come back.
   */
  async stop(): Promise<void> {
    this.#isReady = false;
    this.#sites.retire();
    this.#listener.stopAccepting();
    await this.#sendAway([...this.#sites.members()]);
    await this.#api.close();
    await this.#listener.drained(lastWordsMs);
    await this.#sites.stop(lastWordsMs);
    await this.#engine.stop();
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
      sites: this.#sites.byName,
      listener: this.#listener,
    });
    predecessor.live((request, head, handle) => this.#listener.adoptUpgrade(request, head, handle));
    const listening = this.#listen(ports);
    begin();
    this.#clients.begin();
    this.#log.info({ clients }, 'took over from the process before');
    return listening;
  }

  /** Hands everything over to a successor, while clients notice nothing. @throws HandoverError: this one goes on */
  async handOver(successor: Successor): Promise<void> {
    await handOver(successor, {
      options: this.#startedWith,
      gate: this.#gate,
      engine: this.#engine,
      sites: [...this.#sites],
      listener: this.#listener,
      api: this.#api.server,
    });
    this.#isReady = false;
  }

  /** After a hand-over: sends away who could not be moved, hands on what still comes here, and ends. */
  async leave(): Promise<void> {
    await this.#sendAway([...this.#listener.wires.sinks()]);
    await Promise.all([this.#api.quiet(), this.#listener.drained(lateWordsMs)]);
    await this.#api.close();
    await this.#sites.stop(lastWordsMs);
    await this.#engine.leave();
  }

  get #listener(): ClientListener {
    return this.#clients.listener;
  }

  #createEngine({ engine }: ServerOptions): Engine {
    return new MemoryEngine({
      clock: this.#clock,
      uniqueId: randomUUID,
      idempotencyWindowMs: this.#limits.idempotencyMs,
      rememberedChannels: this.#limits.rememberedChannels,
      keepRevocationsMs: this.#limits.tokenLifeMs,
      snapshot: engine.snapshot,
    });
  }

  #shareMetrics(worker: WorkerName | undefined): SharedMetrics | undefined {
    const { metrics } = this.#meters;
    const { peers } = this.#engine;
    return worker && metrics && peers && new SharedMetrics(metrics, peers, worker);
  }

  #openLegacy(options: ServerOptions, addOns: AddOns): OpenLegacy | undefined {
    return addOns.legacy?.({
      sites: [...sitesOf(options).keys()],
      clock: this.#clock,
      limits: this.#limits,
      log: this.#log,
      siteOf: (key) => this.#sites.keys.siteOf(key),
      subscribe: async (caller, channel) => this.#sites.byName.get(caller.site)?.subscribe(caller, channel),
      tellDrupal: (site, message) => this.#sites.byName.get(site)?.tellDrupal(message),
    });
  }

  #openSites(
    options: ServerOptions,
    parts: LoadedParts,
    { legacy, telemetry }: { legacy: OpenLegacy | undefined; telemetry: Telemetry | undefined },
  ): OpenSites {
    return new OpenSites(
      options,
      (name, site) =>
        new OpenSite(name, site, {
          engine: this.#engine,
          clock: this.#clock,
          limits: this.#limits,
          drainWindowMs: () => this.#drainWindowMs,
          log: this.#log,
          meter: this.#meters.of(name),
          tracer: telemetry?.tracerOf(name),
          plugins: withPlugin(parts.plugins.get(name), legacy?.plugins.get(name)),
          session: parts.sessions?.get(name),
          tokenKeys: parts.tokenKeys.get(name) ?? [],
          gate: this.#gate,
          publishElsewhere: (channel, data) =>
            this.#api.publishThere(site.api.keys[0]?.secret ?? '', channel, data),
        }),
    );
  }

  #openClientDoor(options: ServerOptions): ClientDoor {
    return new ClientDoor(options, {
      host: {
        clock: this.#clock,
        limits: this.#limits,
        log: this.#log,
        meter: this.#meters.of(''),
        rates: new Rates({
          clock: this.#clock,
          limits: this.#limits,
          areProxiesTrusted: options.trustedProxies.length > 0,
        }),
        gate: this.#gate,
        random: Math.random,
        identify: (credentials) => this.#sites.identify(credentials),
      },
      sites: this.#sites,
      peers: this.#engine.peers,
      gate: this.#gate,
    });
  }

  #openApiDoor({ admin, api }: ServerOptions, context: CallContext, legacy: OpenLegacy | undefined): ApiDoor {
    const page = (): Door =>
      adminDoor({
        clock: this.#clock,
        limits: this.#limits,
        log: this.#log,
        listen: api.listen,
        context,
        siteOf: (key) => this.#sites.keys.siteOf(key),
        censusOf: (site) => this.#sites.byName.get(site)?.census(),
        figuresOf: (site) => this.#meters.figuresOf(site),
      });
    return new ApiDoor({
      keys: this.#sites.keys,
      context,
      bodyLimit: this.#limits.apiBodyBytes,
      log: this.#log,
      isReady: () => this.#isReady && this.#engine.isReady,
      metrics: this.#sharedMetrics ?? this.#meters.metrics,
      doors: [...(legacy === undefined ? [] : [legacy.door]), ...(admin ? [page()] : [])],
      gate: this.#gate,
    });
  }

  async #startSites(): Promise<void> {
    await this.#sites.start();
    await this.#api.prepare();
  }

  /** @param ports of another process @throws StartError LISTEN */
  async #listen(ports?: Readonly<Record<PortName, Handle>>): Promise<ServerAddresses> {
    const { listen: address, api, workers } = this.#startedWith;
    const isShared = workers > 1;
    const [clients, calls] = await Promise.all([
      this.#listener.listen(address, { handle: ports?.clients, isShared }),
      this.#api.listen(api.listen, { handle: ports?.api, isShared }),
    ]);
    for (const site of this.#sites) {
      site.run({ isTakenOver: ports !== undefined });
    }
    this.#isReady = true;
    return { clients: hostPort(clients), api: hostPort(calls) };
  }

  async #sendAway(all: readonly { close(reason: Disconnect): void }[]): Promise<void> {
    await drain(all, this.#drainWindowMs, this.#clock, (one) =>
      one.close(new Disconnect(DisconnectCode.shutdown)),
    );
  }
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
