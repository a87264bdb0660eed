import { Disconnect, DisconnectCode, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import { type Awaitable, after } from '../awaitable.ts';
import type { Clock } from '../clock.ts';
import type { Revocation, Revocations } from '../revocation/revocations.ts';
import type { Authenticator, Credentials, Identity } from './authenticator.ts';
import type { CallbackAuthenticator } from './callback.ts';
import type { CursorSeal } from './cursor-seal.ts';
import { isJwt, type SubscriptionGrant, type TokenAuthenticator } from './token.ts';

/** The ways in that a site has. */
export interface AuthWays {
  readonly token?: TokenAuthenticator | undefined;
  readonly callback?: CallbackAuthenticator | undefined;
  readonly session?: Authenticator | undefined;
  readonly anonymous: boolean;
  readonly cursors?: CursorSeal | undefined;
}

/** Where revocations are asked for that the server could not be told. */
export interface RevocationSource {
  /** Whether every revocation is known that there is: until then no token can be trusted. */
  isCurrent(): Awaitable<boolean>;
}

/** Decides who a client of one site is, by what it brings, and holds the answer against revocations. */
export class Auth {
  #ways: AuthWays;
  readonly #revocations: Revocations;
  readonly #clock: Clock;
  readonly #backend: RevocationSource | undefined;

  constructor(ways: AuthWays, revocations: Revocations, clock: Clock, backend?: RevocationSource) {
    this.#ways = ways;
    this.#revocations = revocations;
    this.#clock = clock;
    this.#backend = backend;
  }

  /** Takes other ways in; who is in already stays. */
  reload(ways: AuthWays): void {
    this.#ways = ways;
  }

  /** Whether there is a way for what a client brings; whether it leads in is another question. */
  hasWayFor({ token, cookie, origin }: Credentials): boolean {
    const { token: tokens, callback, session, anonymous } = this.#ways;
    if (token) {
      return isJwt(token) ? tokens?.picksKeyFor(token) === true : callback !== undefined;
    }
    return origin !== undefined && (anonymous || (session !== undefined && cookie !== undefined));
  }

  /** Whether a token is signed with a key of this site, whatever it says. */
  async isSigned(token: string): Promise<boolean> {
    return (await this.#ways.token?.isSigned(token)) === true;
  }

  /**
   * Returns who a client is.
   *
   * @throws Disconnect 3500 for good, ProtocolError 109 or 100 when it should try again
   */
  authenticate(credentials: Credentials): Awaitable<Identity> {
    if (!credentials.token) {
      return this.#authenticate(credentials);
    }
    return after(this.#isCurrent(), (isCurrent) => {
      requireCurrent(isCurrent);
      return this.#authenticate(credentials);
    });
  }

  /** Vouches for who Drupal said a token's bearer is; "" for those whom nobody need be asked about. */
  seal(identity: Identity, token: string): string {
    return token === '' || isJwt(token) ? '' : (this.#ways.cursors?.seal(identity, token) ?? '');
  }

  /** Whether visitors who bring nothing may connect. */
  get allowsAnonymous(): boolean {
    return this.#ways.anonymous;
  }

  /** Says what is wrong with a connection token, if anything is; whether it was revoked isn't asked. */
  async findTokenProblem(token: string): Promise<string | undefined> {
    if (this.#ways.token === undefined) {
      return 'auth.token is not configured';
    }
    try {
      return (await this.#ways.token.authenticate({ token, client: '' })) === undefined
        ? 'not a JWT'
        : undefined;
    } catch (error) {
      if (error instanceof Disconnect || error instanceof ProtocolError) {
        return error.message;
      }
      throw error;
    }
  }

  /** Whose a token is, as far as that is known without asking Drupal. */
  async recall(token: string): Promise<Pick<Identity, 'user' | 'sid'> | undefined> {
    const { token: tokens, callback } = this.#ways;
    if (isJwt(token)) {
      try {
        return await tokens?.authenticate({ token, client: '' });
      } catch {
        return undefined;
      }
    }
    return callback?.recall(token);
  }

  /** Has Drupal asked anew about a token that it was asked about before `at` (seconds since 1970). */
  forget(token: string, at: number): void {
    this.#ways.callback?.forget(token, at);
  }

  /** Verifies a subscription token. @throws ProtocolError 100, 103, 109 */
  async verifySubscription(token: string, channel: string, identity: Identity): Promise<SubscriptionGrant> {
    if (this.#ways.token === undefined) {
      throw new ProtocolError(ProtocolErrorCode.permissionDenied);
    }
    const grant = await this.#ways.token.verifySubscription(token, channel, identity.user);
    if (Number.isFinite(grant.issuedAt)) {
      requireCurrent(await this.#isCurrent());
    }
    return grant;
  }

  #isCurrent(): Awaitable<boolean> {
    return this.#revocations.isCurrent() && (this.#backend?.isCurrent() ?? true);
  }

  #findMark(identity: Identity): Revocation | undefined {
    return this.#revocations.find(identity) ?? this.#revocations.find(identity, identity.channels);
  }

  #authenticate(credentials: Credentials): Awaitable<Identity> {
    const sealed = this.#ways.callback && this.#ways.cursors?.open(credentials);
    if (sealed !== undefined && this.#findMark(sealed) === undefined) {
      return sealed;
    }
    return after(this.#identify(credentials), (identity) => {
      const mark = this.#findMark(identity);
      return mark === undefined ? identity : this.#identifyAgain(credentials, mark);
    });
  }

  async #identifyAgain(credentials: Credentials, mark: Revocation): Promise<Identity> {
    const { token } = credentials;
    if (token !== undefined && isJwt(token)) {
      // Of one that still lists a channel which was taken away, the rest may be good: a new token will tell.
      throw mark.mode === 'end' && mark.channel === undefined
        ? new Disconnect(DisconnectCode.invalidToken, 'revoked')
        : new ProtocolError(ProtocolErrorCode.tokenExpired);
    }
    // What was remembered, or under way when the mark came, is old news; asked again, Drupal knows better.
    this.#ways.callback?.forget(token ?? '', mark.at);
    const fresh = await this.#identify(credentials);
    if (this.#findMark(fresh) !== undefined) {
      throw new ProtocolError(ProtocolErrorCode.internal, 'rights changed, try again');
    }
    return fresh;
  }

  #identify(credentials: Credentials): Awaitable<Identity> {
    return after(this.#ask(credentials), (found) => found ?? this.#anonymous(credentials));
  }

  #ask(credentials: Credentials): Awaitable<Identity | undefined> {
    const { token, cookie, origin } = credentials;
    const { token: tokens, callback, session } = this.#ways;
    if (token !== undefined && token !== '') {
      const way = isJwt(token) ? tokens : callback;
      if (way === undefined) {
        throw new Disconnect(DisconnectCode.invalidToken);
      }
      return way.authenticate(credentials);
    }
    // Without an Origin it is no browser, and a cookie in its hands proves nothing about who sits before it.
    return cookie !== undefined && origin !== undefined && session !== undefined
      ? session.authenticate(credentials)
      : undefined;
  }

  #anonymous({ origin }: Credentials): Identity {
    if (!this.#ways.anonymous || origin === undefined) {
      throw new Disconnect(DisconnectCode.invalidToken, 'a token is needed');
    }
    return { user: '', issuedAt: this.#clock.now() / 1000, channels: [], channelsAre: 'rights' };
  }
}

function requireCurrent(isCurrent: boolean): void {
  if (!isCurrent) {
    throw new ProtocolError(ProtocolErrorCode.internal, 'revocations are not known yet');
  }
}
