import { randomUUID } from 'node:crypto';
import { Disconnect, DisconnectCode, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { createApi } from './api/api.ts';
import { ApiKeys } from './api/keys.ts';
import { Auth } from './auth/auth.ts';
import type { Authenticator, Credentials, Identity } from './auth/authenticator.ts';
import { CallbackAuthenticator } from './auth/callback.ts';
import { SessionSweep } from './auth/session-sweep.ts';
import { TokenAuthenticator } from './auth/token.ts';
import { readTokenKeys } from './auth/token-keys.ts';
import { Drupal } from './backend/drupal.ts';
import { type Clock, systemClock } from './clock.ts';
import { Connection, type ConnectionHost } from './connection/connection.ts';
import { drain } from './drain.ts';
import type { Engine } from './engine/engine.ts';
import { MemoryEngine } from './engine/memory-engine.ts';
import { StartError } from './errors.ts';
import { Hub } from './hub/hub.ts';
import { PositionCheck } from './hub/position-check.ts';
import { Roster } from './hub/roster.ts';
import { jsonText } from './json-text.ts';
import { type Limits, readLimits } from './limits.ts';
import { Lingering } from './lingering.ts';
import { idleMeter, type Meter } from './meter.ts';
import { type Census, Metrics } from './metrics/metrics.ts';
import { Namespaces } from './namespaces.ts';
import type { ServerOptions } from './options.ts';
import type { PluginHost } from './plugin/plugin.ts';
import { Plugins } from './plugin/plugins.ts';
import { Site } from './site.ts';
import { ClientListener } from './transport/client-listener.ts';
import { toMilliseconds } from './units.ts';
import { version } from './version.ts';
import { idleWitness } from './witness.ts';

/** What a server takes from outside, beside its configuration. */
export interface ServerParts {
  readonly log: FastifyBaseLogger;
  /** Reads Drupal's sessions; given when `auth.session` is set. */
  readonly session?: Authenticator;
  /** @default the plugins of the configuration */
  readonly plugins?: Plugins;
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

/** The push server: all rooms, put together. */
export class Server {
  readonly #options: ServerOptions;
  readonly #log: FastifyBaseLogger;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #plugins: Plugins;
  readonly #metrics: Metrics | undefined;
  readonly #engine: Engine;
  readonly #drupal: Drupal | undefined;
  readonly #site: Site;
  readonly #positionCheck: PositionCheck;
  readonly #sessionSweep: SessionSweep | undefined;
  readonly #listener: ClientListener;
  readonly #api: FastifyInstance;
  #isReady = false;

  private constructor(options: ServerOptions, parts: ServerParts, plugins: Plugins) {
    this.#options = options;
    this.#log = parts.log;
    this.#clock = parts.clock ?? systemClock;
    this.#limits = readLimits(options.limits);
    this.#plugins = plugins;
    this.#metrics = options.metrics ? new Metrics(() => this.#census()) : undefined;
    this.#engine =
      parts.engine ??
      new MemoryEngine({
        clock: this.#clock,
        uniqueId: randomUUID,
        idempotencyWindowMs: this.#limits.idempotencyMs,
        keepRevocationsMs: this.#limits.tokenLifeMs,
        snapshot: options.engine.snapshot,
      });
    this.#drupal =
      options.backend &&
      new Drupal(options.backend, { clock: this.#clock, limits: this.#limits, log: this.#log });
    this.#site = this.#createSite('default', parts.session);
    const { hub, broker, namespaces } = this.#site;
    this.#positionCheck = new PositionCheck({
      hub,
      broker,
      namespaces,
      clock: this.#clock,
      intervalMs: this.#limits.positionCheckMs,
      log: this.#log,
    });
    this.#sessionSweep = this.#createSweep(parts.session);
    this.#listener = this.#createListener();
    this.#api = this.#createApi();
  }

  /** Builds a server without starting it. @throws StartError PLUGIN, SESSION */
  static async create(options: ServerOptions, parts: ServerParts): Promise<Server> {
    if (options.auth.session !== undefined && parts.session === undefined) {
      throw new StartError(
        'SESSION',
        'auth.session: expected @drupal-nodejs/drupal to be installed, found nothing',
      );
    }
    return new Server(options, parts, parts.plugins ?? (await Plugins.load(options.plugins)));
  }

  /** Takes up the engine's state, starts plugins, then listens. @throws StartError SNAPSHOT, PLUGIN, LISTEN */
  async start(): Promise<ServerAddresses> {
    await this.#engine.start();
    try {
      await this.#plugins.start(this.#pluginHost());
      const { address, port } = await this.#listener.listen(this.#options.listen);
      const api = await this.#listenApi();
      this.#positionCheck.start();
      this.#sessionSweep?.start();
      this.#drupal?.start((revocation) => this.#site.revoke(revocation));
      this.#isReady = true;
      return { api, clients: hostPort(address, port) };
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Stops accepting, sends the clients away over the drain window, finishes API requests, keeps the engine's state.
   *
   * What is published until the last client has left is kept, and the next process hands it to those who come back.
   */
  async stop(): Promise<void> {
    this.#isReady = false;
    this.#drupal?.retire();
    this.#positionCheck.stop();
    this.#sessionSweep?.stop();
    this.#listener.stopAccepting();
    await drain(
      [...this.#site.roster.all()],
      toMilliseconds(this.#options.drainWindow),
      this.#clock,
      (member) => member.close(new Disconnect(DisconnectCode.shutdown)),
    );
    await this.#closeApi();
    await this.#listener.drained(lastWordsMs);
    await this.#drupal?.stop(lastWordsMs);
    await this.#plugins.stop(this.#log);
    await this.#engine.stop();
  }

  #createSite(name: string, session: Authenticator | undefined): Site {
    const { auth, origins, channels } = this.#options;
    const witness = this.#drupal?.witness ?? idleWitness;
    const occupancy = new Lingering(
      this.#clock,
      this.#limits.leaveGraceMs,
      (channel) => witness.occupied(channel),
      (channel) => witness.vacated(channel),
    );
    const hub = new Hub(this.#clock, this.#meter, occupancy);
    const { broker, presence, revocations } = this.#engine.open(name, hub);
    const ways = {
      token:
        auth.token &&
        new TokenAuthenticator(readTokenKeys(auth.token), this.#clock, this.#limits.tokenLifeMs),
      callback:
        auth.callback &&
        new CallbackAuthenticator(auth.callback, {
          clock: this.#clock,
          limits: this.#limits,
          log: this.#log,
        }),
      session,
      anonymous: auth.anonymous,
    };
    return new Site({
      name,
      origins: new Set(origins),
      namespaces: new Namespaces(channels),
      hub,
      occupancy,
      roster: new Roster(),
      broker,
      presence,
      revocations,
      auth: new Auth(ways, revocations, this.#clock, this.#drupal),
      plugins: this.#plugins,
      questions: this.#drupal?.questions,
      meter: this.#meter,
      witness,
    });
  }

  #createSweep(session: Authenticator | undefined): SessionSweep | undefined {
    const options = this.#options.auth.session;
    if (session?.review === undefined || options === undefined) {
      return undefined;
    }
    return new SessionSweep({
      guests: () => this.#site.roster.all(),
      review: session.review.bind(session),
      revoke: (mark) => this.#site.revoke(mark),
      clock: this.#clock,
      intervalMs: toMilliseconds(options.sweep),
      graceMs: toMilliseconds(options.grace),
      log: this.#log,
    });
  }

  #createListener(): ClientListener {
    const host: ConnectionHost = {
      clock: this.#clock,
      limits: this.#limits,
      log: this.#log,
      meter: this.#meter,
      random: Math.random,
      identify: (credentials) => this.#identify(credentials),
    };
    return new ClientListener({
      publicPath: this.#options.publicPath,
      maxFrameBytes: this.#limits.frameBytes,
      requestTimeoutMs: this.#limits.connectTimeoutMs,
      origins: this.#site.origins,
      log: this.#log,
      connect: (transport, { headers: { cookie } }, origin) =>
        new Connection(host, transport, {
          client: randomUUID(),
          ...(cookie === undefined ? {} : { cookie }),
          ...(origin === undefined ? {} : { origin }),
        }),
    });
  }

  #createApi(): FastifyInstance {
    const keys = new ApiKeys();
    keys.add(this.#site, this.#options.api.keys);
    const now = (): number => this.#clock.now();
    return createApi({
      keys,
      context: { historyLimit: this.#limits.history, now, startedAt: now(), version },
      bodyLimit: this.#limits.apiBodyBytes,
      log: this.#log,
      isReady: () => this.#isReady,
      metrics: this.#metrics,
    });
  }

  async #identify(credentials: Credentials): Promise<{ site: Site; identity: Identity }> {
    return { site: this.#site, identity: await this.#site.auth.authenticate(credentials) };
  }

  get #meter(): Meter {
    return this.#metrics ?? idleMeter;
  }

  #census(): Census {
    const { hub, roster } = this.#site;
    const queues = [...roster.all()].map(({ waitingBytes }) => waitingBytes);
    return {
      clients: roster.clients,
      users: roster.users,
      channels: [...hub.occupied()].length,
      queueBytes: queues.reduce((sum, bytes) => sum + bytes, 0),
    };
  }

  #pluginHost(): PluginHost {
    return {
      log: this.#log,
      publish: async (site, channel, data) => {
        if (site !== this.#site.name) {
          throw new ProtocolError(ProtocolErrorCode.unknownChannel);
        }
        await this.#site.publish(channel, { data: jsonText(data) });
      },
    };
  }

  async #closeApi(): Promise<void> {
    // A caller that never finishes its request, or never begins one, must not keep the state from being saved.
    const cut = setTimeout(() => this.#api.server.closeAllConnections(), lastWordsMs);
    await this.#api.close();
    clearTimeout(cut);
  }

  async #listenApi(): Promise<string> {
    const { listen } = this.#options.api;
    const colon = listen.lastIndexOf(':');
    const host = listen.slice(0, colon).replace(/^\[|\]$/g, '');
    try {
      return new URL(await this.#api.listen({ host, port: Number(listen.slice(colon + 1)) })).host;
    } catch (cause) {
      const found = cause instanceof Error && 'code' in cause ? cause.code : cause;
      throw new StartError('LISTEN', `api.listen: expected ${listen} to be free, found ${found}`, { cause });
    }
  }
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
