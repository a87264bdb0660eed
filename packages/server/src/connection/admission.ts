import { isDeepStrictEqual } from 'node:util';
import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Credentials, Identity } from '../auth/authenticator.ts';
import { after, attempt } from '../awaitable.ts';
import type { Caller } from '../plugin/plugin.ts';
import type { Site } from '../site/site.ts';
import type { Identified } from '../site/sites.ts';
import type { Timer } from '../timer.ts';
import type { Connection } from './connection.ts';
import { type Life, lifeUntil, scheduleExpiry } from './expiry.ts';
import { failureOf } from './failure.ts';

/** What let a client in: who it was found to be, at which site, by which credentials, and until when. */
export class Admission {
  readonly site: Site;
  readonly #connection: Connection;
  #identity: Identity;
  /** Kept only where they are asked with again: a token is most of what a connection weighs. */
  #credentials: Credentials | undefined;
  #expiry: Timer | undefined;

  /** @param credentials as {@link lasting} found them, here or in the process that let the client in */
  constructor(connection: Connection, site: Site, identity: Identity, credentials: Credentials | undefined) {
    this.#connection = connection;
    this.site = site;
    this.#identity = identity;
    this.#credentials = credentials;
    this.#schedule();
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** What let it in, where somebody is to be asked with it again. */
  get credentials(): Credentials | undefined {
    return this.#credentials;
  }

  /** How long the client may wait before it refreshes; nothing where it need not. */
  get life(): Life | undefined {
    const { isAsked, expiresAt } = this.#identity;
    return isAsked ? undefined : lifeUntil(expiresAt, this.#connection.host.clock);
  }

  /** Who the client is to plugins and to Drupal. */
  get caller(): Caller {
    const { user, sid, info, watchers } = this.#identity;
    return {
      site: this.site.name,
      client: this.#connection.client,
      user,
      ...(sid === undefined ? {} : { sid }),
      ...(info === undefined ? {} : { info }),
      ...(watchers === undefined ? {} : { watchers }),
    };
  }

  /** Takes a fresh identity of the same user, and the credentials that told it. */
  renew(identity: Identity, credentials: Credentials): void {
    this.#identity = identity;
    this.#credentials = lasting(identity, credentials);
    this.#schedule();
  }

  /** Changes until when it holds: seconds since 1970. */
  prolong(expiresAt: number | undefined): void {
    const { expiresAt: _, ...identity } = this.#identity;
    this.#identity = expiresAt === undefined ? identity : { ...identity, expiresAt };
    this.#schedule();
  }

  /**
   * Has a log-in known again that another process let in.
   *
   * One that is over is closed (3500), one that gives other rights by now too (3005). What can't be found out is left
   * to the sweep, as a log-in that nobody knows.
   */
  async confirm(): Promise<void> {
    const credentials = this.#credentials;
    if (credentials === undefined) {
      this.#connection.close(new Disconnect(DisconnectCode.expired));
      return;
    }
    const { host } = this.#connection;
    const reason = await attempt<Disconnect | undefined>(
      () => after(host.identify(credentials), (identified) => this.#confirmBy(identified)),
      (error) => {
        if (error instanceof Disconnect) {
          return error;
        }
        this.#identity = { ...this.#identity, login: {} };
        return undefined;
      },
    );
    if (reason !== undefined) {
      this.#connection.close(reason);
    }
  }

  #confirmBy({ site, identity }: Identified): Disconnect | undefined {
    const before = this.#identity;
    const { user, sid, info, channels, login } = identity;
    if (login === undefined || site !== this.site || user !== before.user || sid !== before.sid) {
      return new Disconnect(DisconnectCode.invalidToken, 'revoked');
    }
    this.#identity = { ...before, login };
    const isSame = isDeepStrictEqual({ info, channels }, { info: before.info, channels: before.channels });
    return isSame ? undefined : new Disconnect(DisconnectCode.expired);
  }

  /** It is over, and nobody refreshed it. */
  run(): void {
    const { expiresAt = 0, isAsked } = this.#identity;
    if (!isAsked) {
      this.#connection.close(new Disconnect(DisconnectCode.expired));
    } else if (expiresAt * 1000 > this.#connection.host.clock.now()) {
      // Timers of the platform may be early by a moment, in which the old answer would still be given.
      this.#schedule();
    } else {
      void this.#askAgain();
    }
  }

  /** Forgets when it ends. */
  end(): void {
    this.#expiry?.cancel();
  }

  #schedule(): void {
    this.#expiry?.cancel();
    const { clock, limits } = this.#connection.host;
    const { expiresAt, isAsked } = this.#identity;
    this.#expiry = scheduleExpiry(expiresAt, clock, isAsked ? 0 : limits.expiryGraceMs, this);
  }

  // Drupal's answer is over: it is asked again, and the client notices only when it may not stay.
  async #askAgain(): Promise<void> {
    const connection = this.#connection;
    const { clock, log } = connection.host;
    const credentials = this.#credentials;
    if (credentials === undefined) {
      return;
    }
    try {
      const identity = await this.site.auth.authenticate(credentials);
      if ((identity.expiresAt ?? Infinity) * 1000 <= clock.now()) {
        throw new Disconnect(DisconnectCode.expired);
      }
      connection.refresh(identity, credentials);
    } catch (error) {
      if (error instanceof Disconnect) {
        connection.close(error);
        return;
      }
      if (!failureOf(error).isExpected) {
        log.error({ err: error, client: connection.client }, 'an identity could not be renewed');
      }
      // Where there was no answer the client asks again in its own time.
      connection.close(new Disconnect(DisconnectCode.expired));
    }
  }
}

/** The credentials of an identity that is asked for again with them. */
export function lasting(identity: Identity, credentials: Credentials): Credentials | undefined {
  return identity.isAsked || identity.login !== undefined ? credentials : undefined;
}
