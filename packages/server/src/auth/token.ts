import {
  Disconnect,
  DisconnectCode,
  isChannelName,
  ProtocolError,
  ProtocolErrorCode,
} from '@drupal-nodejs/protocol';
import type { JWTPayload } from 'jose';
import * as errors from 'jose/errors';
import { type Awaitable, after } from '../awaitable.ts';
import type { Clock } from '../clock.ts';
import type { Authenticator, Credentials, Identity } from './authenticator.ts';
import { Hmac } from './hmac.ts';
import { parsePart, type TokenPart, verifyHmac } from './hmac-token.ts';
import type { TokenKey } from './token-keys.ts';

/** What a subscription token grants. */
export interface SubscriptionGrant {
  /** Seconds since 1970; absent: as long as the connection. */
  readonly expiresAt?: number;
  /** Seconds since 1970 with a fraction; `Infinity` for a public token, which no user's revocation touches. */
  readonly issuedAt: number;
  /** What others in the channel may see. */
  readonly info?: unknown;
}

/** Shared by all whose token lists none. */
const noChannels: readonly string[] = Object.freeze([]);

// Three base64url parts; anything else is a matter for Drupal.
const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Tells whether a token is a JWT by its shape. */
export function isJwt(token: string): boolean {
  return jwt.test(token);
}

/** Tells which channel a subscription token is for, by its own word: to be verified before anything is believed. */
export function claimedChannel(token: string): string | undefined {
  try {
    const { channel } = parsePart(token.split('.')[1] ?? '');
    return isChannelName(channel) ? channel : undefined;
  } catch (error) {
    if (error instanceof errors.JWTInvalid) {
      return undefined;
    }
    throw error;
  }
}

/** Verifies tokens against fixed keys: a token's header only picks among them, it never brings one along. */
export class TokenAuthenticator implements Authenticator {
  readonly #keys: ReadonlyMap<string, TokenKey>;
  readonly #onlyKey: TokenKey | undefined;
  /** Of those that are secrets. */
  readonly #hmacs: ReadonlyMap<TokenKey, Hmac | undefined>;
  /** The last token's, as it is written and what it says: tokens of one issuer have the same. */
  #headText: string | undefined;
  #head: TokenPart = {};
  readonly #clock: Clock;
  readonly #maxLifeS: number;

  constructor(keys: readonly TokenKey[], clock: Clock, maxLifeMs: number) {
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#onlyKey = keys.length === 1 ? keys[0] : undefined;
    this.#hmacs = new Map(keys.map((key) => [key, Hmac.of(key)]));
    this.#clock = clock;
    this.#maxLifeS = maxLifeMs / 1000;
  }

  /** Whether a token names a key that is there; nothing is verified. */
  picksKeyFor(token: string): boolean {
    return this.#pick(token) !== undefined;
  }

  /** Whether a token is signed with one of the keys; what it says may still be wrong or over. */
  async isSigned(token: string): Promise<boolean> {
    const key = this.#pick(token);
    return key !== undefined && (await hasSignature(token, key));
  }

  authenticate({ token }: Credentials): Awaitable<Identity | undefined> {
    if (token === undefined || !isJwt(token)) {
      return undefined;
    }
    return after(this.#verify(token), (claims) => this.#identityOf(claims));
  }

  #identityOf(claims: JWTPayload): Identity {
    if (claims.channel !== undefined) {
      throw new Disconnect(DisconnectCode.invalidToken, 'a subscription token is no connection token');
    }
    return {
      user: subject(claims),
      ...(typeof claims.sid === 'string' ? { sid: claims.sid } : {}),
      ...(claims.info === undefined ? {} : { info: claims.info }),
      ...this.#times(claims, true),
      channels: Array.isArray(claims.channels) ? claims.channels.filter(isChannelName) : noChannels,
      channelsAre: 'subscriptions',
    };
  }

  /**
   * Verifies a subscription token for this channel and user. One with an empty `sub` is public: good for anybody.
   *
   * @throws ProtocolError 109 when it is expired, 103 when it grants something else or nothing
   */
  async verifySubscription(token: string, channel: string, user: string): Promise<SubscriptionGrant> {
    let claims: JWTPayload;
    try {
      claims = await this.#verify(token);
    } catch (cause) {
      throw cause instanceof Disconnect
        ? new ProtocolError(ProtocolErrorCode.permissionDenied, cause.reason, { cause })
        : cause;
    }
    if (
      claims.channel !== channel ||
      typeof claims.sub !== 'string' ||
      (claims.sub !== '' && claims.sub !== user)
    ) {
      throw new ProtocolError(ProtocolErrorCode.permissionDenied);
    }
    return {
      ...this.#times(claims, claims.sub !== ''),
      ...(claims.info === undefined ? {} : { info: claims.info }),
    };
  }

  #verify(token: string): Awaitable<JWTPayload> {
    const key = this.#pick(token);
    if (key === undefined) {
      throw new Disconnect(DisconnectCode.invalidToken, 'invalid token');
    }
    const hmac = this.#hmacs.get(key);
    if (hmac === undefined) {
      return verifySignature(token, key, this.#clock.now());
    }
    try {
      return verifyHmac(token, this.#headOf(token), hmac, Math.floor(this.#clock.now() / 1000));
    } catch (cause) {
      throw refusalOf(cause);
    }
  }

  // A head that can't be read names a key that nobody has.
  #pick(token: string): TokenKey | undefined {
    try {
      const { kid } = this.#headOf(token);
      return kid === undefined ? this.#onlyKey : this.#keys.get(typeof kid === 'string' ? kid : '');
    } catch (error) {
      if (error instanceof errors.JWTInvalid) {
        return undefined;
      }
      throw error;
    }
  }

  #headOf(token: string): TokenPart {
    const text = token.slice(0, token.indexOf('.'));
    if (text !== this.#headText) {
      this.#head = parsePart(text);
      this.#headText = text;
    }
    return this.#head;
  }

  // Revocations are kept as long as the longest token lives, so no token may live longer than that.
  #times(
    { iat, exp }: JWTPayload,
    isPersonal: boolean,
  ): { readonly issuedAt: number; readonly expiresAt?: number } {
    if (!isPersonal) {
      return { issuedAt: Number.POSITIVE_INFINITY, ...(exp === undefined ? {} : { expiresAt: exp }) };
    }
    const now = this.#clock.now() / 1000;
    const latest = (iat ?? now) + this.#maxLifeS;
    const expiresAt = Math.min(exp ?? latest, latest);
    if (expiresAt <= now) {
      throw new ProtocolError(ProtocolErrorCode.tokenExpired);
    }
    // Without `iat` any mark is news to it.
    return { issuedAt: iat ?? 0, expiresAt };
  }
}

async function verifySignature(
  token: string,
  { key, algorithm }: TokenKey,
  now: number,
): Promise<JWTPayload> {
  // Read when a token is signed so: most sites share a secret.
  const { jwtVerify } = await import('jose/jwt/verify');
  try {
    return (await jwtVerify(token, key, { algorithms: [algorithm], currentDate: new Date(now) })).payload;
  } catch (cause) {
    throw refusalOf(cause);
  }
}

function refusalOf(cause: unknown): ProtocolError | Disconnect {
  return cause instanceof errors.JWTExpired
    ? new ProtocolError(ProtocolErrorCode.tokenExpired, undefined, { cause })
    : new Disconnect(DisconnectCode.invalidToken, undefined, { cause });
}

async function hasSignature(token: string, { key, algorithm }: TokenKey): Promise<boolean> {
  try {
    const { compactVerify } = await import('jose/jws/compact/verify');
    await compactVerify(token, key, { algorithms: [algorithm] });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) {
      return false;
    }
    throw error;
  }
}

function subject(claims: JWTPayload): string {
  if (typeof claims.sub !== 'string') {
    throw new Disconnect(DisconnectCode.invalidToken, 'token without sub');
  }
  return claims.sub;
}
