import { isDeepStrictEqual } from 'node:util';
import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import { Auth, type AuthWays } from '../auth/auth.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import { CallbackAuthenticator } from '../auth/callback.ts';
import { CursorSeal } from '../auth/cursor-seal.ts';
import { postMessage } from '../auth/message-route.ts';
import { SessionSweep } from '../auth/session-sweep.ts';
import { TokenAuthenticator } from '../auth/token.ts';
import type { TokenKey } from '../auth/token-keys.ts';
import { Drupal } from '../backend/drupal.ts';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine/engine.ts';
import type { Gate } from '../gate.ts';
import type { SiteRecord } from '../handover/inheritance.ts';
import { Hub } from '../hub/hub.ts';
import { PositionCheck } from '../hub/position-check.ts';
import { Roster } from '../hub/roster.ts';
import type { Limits } from '../limits.ts';
import { Lingering } from '../lingering.ts';
import type { Meter } from '../meter.ts';
import type { Census } from '../metrics/metrics.ts';
import { Namespaces } from '../namespaces.ts';
import type { AuthOptions, SiteOptions } from '../options.ts';
import type { Caller } from '../plugin/plugin.ts';
import type { Plugins } from '../plugin/plugins.ts';
import { Recalls } from '../revocation/recalls.ts';
import { Site } from '../site/site.ts';
import type { Tracer } from '../tracer.ts';
import { toMilliseconds } from '../units.ts';
import { idleWitness } from '../witness.ts';
import { pluginHost } from './plugin-host.ts';

/** What a site takes from its server. */
export interface OpenSiteParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly limits: Limits;
  /** As of now. */
  readonly drainWindowMs: () => number;
  readonly log: FastifyBaseLogger;
  readonly meter: Meter;
  /** @default follows nothing */
  readonly tracer?: Tracer | undefined;
  readonly plugins: Plugins;
  readonly session: Authenticator | undefined;
  readonly tokenKeys: readonly TokenKey[];
  /** Held while the server's state goes to another process. */
  readonly gate: Gate;
  /** Publishes JSON text where the state has gone. */
  readonly publishElsewhere: (channel: string, data: string) => Promise<void>;
}

/** A site and all that runs for it, from the start of the server to its end. */
export class OpenSite {
  readonly site: Site;
  readonly #parts: OpenSiteParts;
  readonly #namespaces: Namespaces;
  readonly #auth: Auth;
  readonly #drupal: Drupal | undefined;
  readonly #positionCheck: PositionCheck;
  readonly #recalls: Recalls;
  /** Channels that have listeners, or had a moment ago. */
  readonly #occupancy: Lingering;
  readonly #sessionSweep: SessionSweep | undefined;
  #options: SiteOptions;
  #isRetired = false;
  #callback: CallbackAuthenticator | undefined;

  constructor(name: string, options: SiteOptions, parts: OpenSiteParts) {
    const { engine, clock, limits, log, meter, tracer, plugins } = parts;
    this.#options = options;
    this.#parts = parts;
    this.#namespaces = new Namespaces(options.channels);
    this.#occupancy = new Lingering(
      clock,
      limits.leaveGraceMs,
      (channel) => stored.channels.begin(channel),
      (channel) => this.#isRetired || stored.channels.end(channel),
    );
    const hub = new Hub({
      clock,
      meter,
      occupancy: this.#occupancy,
      longestWaitMs: (channel) => this.#namespaces.of(channel).flushWindowMs,
    });
    const stored = engine.open(name, {
      publications: hub,
      channels: {
        began: (channel) => this.#drupal?.witness.occupied(channel),
        ended: (channel) => this.#drupal?.witness.vacated(channel),
      },
      users: {
        began: (user) => this.#drupal?.users.began(user),
        ended: (user) => this.#drupal?.users.ended(user),
      },
      revoked: (mark) => this.site.end(mark),
      lost: (publications) => meter.lost(publications),
    });
    const { broker, presence, revocations, channels, events } = stored;
    const users = {
      begin: (user: string) => stored.users.begin(user),
      end: (user: string) => this.#isRetired || stored.users.end(user),
    };
    this.#drupal =
      options.backend && new Drupal(options.backend, { clock, limits, log, users, events, tracer });
    this.#callback = this.#openCallback(options.auth);
    this.#auth = new Auth(this.#waysOf(name, options, parts.tokenKeys), revocations, clock, this.#drupal);
    this.#recalls = new Recalls({ clock, limits, windowMs: parts.drainWindowMs });
    this.site = new Site({
      name,
      origins: new Set(options.origins),
      namespaces: this.#namespaces,
      hub,
      channels,
      peers: engine.peers,
      roster: new Roster(),
      broker,
      presence,
      revocations,
      recalls: this.#recalls,
      auth: this.#auth,
      plugins,
      questions: this.#drupal?.questions,
      backend: this.#drupal,
      meter,
      tracer,
      witness: this.#drupal?.witness ?? idleWitness,
    });
    this.#positionCheck = new PositionCheck({
      hub,
      broker,
      namespaces: this.#namespaces,
      clock,
      intervalMs: limits.positionCheckMs,
      log,
    });
    this.#sessionSweep = this.#createSweep(options.auth);
  }

  /** Starts what clients need. @throws StartError PLUGIN */
  async start(): Promise<void> {
    await this.#parts.plugins.start(pluginHost(this.site, this.#parts, this.#drupal));
  }

  /** To be called when the server listens. */
  run({ isTakenOver = false } = {}): void {
    // What other servers published while connections were between two processes.
    this.#positionCheck.start(isTakenOver ? [100, 500] : []);
    this.#sessionSweep?.start();
    this.#drupal?.start((revocation) =>
      this.#parts.gate.pass(
        () => this.site.revoke(revocation),
        // The process that has the state asks Drupal itself.
        async () => 0,
      ),
    );
  }

  /** Lets nothing wait, neither for the end of a turn nor for its own. */
  settle(): void {
    this.finishRecalls();
    this.site.hub.flush();
  }

  /** Sends who waits for a new token: a connection that hears nothing any more would do so in another process too. */
  finishRecalls(): void {
    this.#recalls.finish();
  }

  /** Writes down what another process needs to go on, when everything is at rest. */
  toRecord(): SiteRecord {
    const { name, hub } = this.site;
    return {
      name,
      positions: [...hub.positions()],
      occupied: [...this.#occupancy.keys()],
      ...(this.#drupal === undefined ? {} : { drupal: this.#drupal.toRecord() }),
    };
  }

  /** Goes on where another process stood; its connections are to come before they are missed. */
  load({ occupied, drupal }: SiteRecord): void {
    for (const channel of occupied) {
      this.site.channels.begin(channel);
      this.#occupancy.linger(channel);
    }
    if (drupal !== undefined) {
      this.#drupal?.load(drupal);
    }
  }

  /** To be called when the connections of the other process are there. */
  follow({ positions }: SiteRecord): void {
    for (const [channel, position] of positions) {
      this.site.hub.follow(channel, position);
    }
  }

  /** Leaves everything to another process. */
  moved(): void {
    this.#isRetired = true;
    this.#positionCheck.stop();
    this.#sessionSweep?.stop();
    this.#drupal?.moved();
    this.#occupancy.stop();
  }

  /** Has a client hear a channel; nothing happens where it does, or has gone. @throws ProtocolError 102, 106 */
  async subscribe({ user, client }: Pick<Caller, 'user' | 'client'>, channel: string): Promise<void> {
    const [member] = this.site.roster.find(user, client);
    await member?.subscribe(channel).catch((error: unknown) => {
      if (!(error instanceof ProtocolError && error.code === ProtocolErrorCode.alreadySubscribed)) {
        throw error;
      }
    });
  }

  /** Sends a classic message to Drupal, unless it is told of events in another way; nobody waits for the answer. */
  tellDrupal(message: object): void {
    const { auth, backend } = this.#options;
    const { limits, log } = this.#parts;
    if (auth.callback !== undefined && backend === undefined) {
      postMessage(auth.callback, message, limits.backendTimeoutMs).catch((error: Error) =>
        log.warn({ reason: error.message }, 'Drupal was not told who comes and goes'),
      );
    }
  }

  /** To be called before the server sends its clients away. */
  retire(): void {
    // Who leaves now comes back elsewhere; whether anybody doesn't is for those to find out who stay.
    this.#isRetired = true;
    this.#drupal?.retire();
    this.#positionCheck.stop();
    this.#recalls.stop();
    this.#sessionSweep?.stop();
  }

  /** To be called when everybody has gone; delivers the last events, for a while. */
  async stop(withinMs: number): Promise<void> {
    await this.#drupal?.stop(withinMs);
    await this.#parts.plugins.stop(this.#parts.log);
  }

  census(): Census {
    const { hub, roster } = this.site;
    const queues = [...roster.all()].map(({ waitingBytes }) => waitingBytes);
    return {
      clients: roster.clients,
      users: roster.users,
      channels: [...hub.occupied()].length,
      queueBytes: queues.reduce((sum, bytes) => sum + bytes, 0),
    };
  }

  /** Takes what can be changed without anybody's leaving; can't fail. */
  reload(options: SiteOptions, tokenKeys: readonly TokenKey[]): void {
    // What is remembered of Drupal's answers outlives a reload that does not concern it.
    if (!isDeepStrictEqual(options.auth.callback, this.#options.auth.callback)) {
      this.#callback = this.#openCallback(options.auth);
    }
    this.#options = options;
    this.#auth.reload(this.#waysOf(this.site.name, options, tokenKeys));
    this.site.origins = new Set(options.origins);
    this.#namespaces.reload(options.channels);
    if (options.backend !== undefined) {
      this.#drupal?.reload(options.backend);
    }
  }

  #waysOf(site: string, { api, auth }: SiteOptions, tokenKeys: readonly TokenKey[]): AuthWays {
    const { token, anonymous } = auth;
    const { clock, limits, session } = this.#parts;
    return {
      token: token && new TokenAuthenticator(tokenKeys, clock, limits.tokenLifeMs),
      callback: this.#callback,
      session,
      anonymous,
      cursors: new CursorSeal({
        secrets: api.keys.map(({ secret }) => secret),
        site,
        clock,
        maxLifeMs: limits.tokenLifeMs,
      }),
    };
  }

  #openCallback({ callback }: AuthOptions): CallbackAuthenticator | undefined {
    return callback && new CallbackAuthenticator(callback, this.#parts);
  }

  #createSweep({ session: options }: AuthOptions): SessionSweep | undefined {
    const { session, clock, log } = this.#parts;
    if (session?.review === undefined || options === undefined) {
      return undefined;
    }
    return new SessionSweep({
      guests: () => this.site.roster.all(),
      review: session.review.bind(session),
      revoke: (mark) =>
        this.#parts.gate.pass(
          () => this.site.revoke(mark),
          // The process that has the connections looks at their log-ins itself.
          async () => 0,
        ),
      clock,
      intervalMs: toMilliseconds(options.sweep),
      graceMs: toMilliseconds(options.grace),
      log,
    });
  }
}
