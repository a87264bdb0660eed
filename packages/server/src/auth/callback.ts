import { createHash } from 'node:crypto';
import {
  Disconnect,
  DisconnectCode,
  isChannelName,
  ProtocolError,
  ProtocolErrorCode,
} from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { channelName } from '../classic-channels.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import type { AuthOptions } from '../options.ts';
import { idleTracer, type Tracer } from '../tracer.ts';
import { toMilliseconds } from '../units.ts';
import type { Authenticator, Credentials, Identity } from './authenticator.ts';
import { postMessage } from './message-route.ts';
import { RefusedTokens } from './refused-tokens.ts';

// What Drupal answers; a uid comes as number or text, depending on the database behind it.
const answerSchema = Type.Object({
  nodejsValidAuthToken: Type.Boolean(),
  uid: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
  channels: Type.Optional(Type.Array(Type.String())),
  sid: Type.Optional(Type.String()),
  expires: Type.Optional(Type.Number()),
  info: Type.Optional(Type.Unknown()),
  presenceUids: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Integer()]))),
});

type Answer = Omit<Identity, 'channelsAre'>;

interface Remembered {
  readonly answer: Promise<Answer>;
  /** Seconds since 1970, with a fraction. */
  readonly askedAt: number;
  /** Milliseconds since 1970. */
  until: number;
}

/** What a {@link CallbackAuthenticator} takes from outside. */
export interface CallbackParts {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'backendTimeoutMs' | 'rememberedTokens'>;
  readonly log: FastifyBaseLogger;
  /** @default follows nothing */
  readonly tracer?: Tracer | undefined;
}

/** Asks Drupal who a token is, once per token however many tabs bring it, and remembers the answer. */
export class CallbackAuthenticator implements Authenticator {
  readonly #options: NonNullable<AuthOptions['callback']>;
  readonly #parts: CallbackParts;
  readonly #refused: RefusedTokens;
  readonly #remembered = new Map<string, Remembered>();

  constructor(options: NonNullable<AuthOptions['callback']>, parts: CallbackParts) {
    const { clock, limits } = parts;
    this.#options = options;
    this.#parts = parts;
    this.#refused = new RefusedTokens(
      clock,
      toMilliseconds(options.rememberRefused),
      limits.rememberedTokens,
    );
  }

  async authenticate(credentials: Credentials): Promise<Identity | undefined> {
    const { token, data } = credentials;
    if (token === undefined) {
      return undefined;
    }
    if (this.#refused.has(token)) {
      throw new Disconnect(DisconnectCode.invalidToken);
    }
    const answer = await this.#recall(token, credentials);
    const isClientSide =
      typeof data === 'object' && data !== null && 'clientSide' in data && data.clientSide === true;
    return { ...answer, channelsAre: isClientSide ? 'rights' : 'subscriptions' };
  }

  /** What Drupal said of a token, while that is remembered. */
  async recall(token: string): Promise<Pick<Identity, 'user' | 'sid'> | undefined> {
    const known = this.#remembered.get(token);
    return known !== undefined && known.until > this.#parts.clock.now()
      ? known.answer.catch(() => undefined)
      : undefined;
  }

  /** Forgets what Drupal was asked about a token before a time, so that it is asked anew, once for all who wait. */
  forget(token: string, before: number): void {
    const known = this.#remembered.get(token);
    if (known !== undefined && known.askedAt < before) {
      this.#remembered.delete(token);
    }
  }

  #recall(token: string, credentials: Credentials): Promise<Answer> {
    const now = this.#parts.clock.now();
    const known = this.#remembered.get(token);
    if (known !== undefined && known.until > now) {
      return known.answer;
    }
    // Taken before the question: a revocation while Drupal answers makes the answer old news.
    const askedAt = now / 1000;
    const answer = this.#ask(token, credentials, askedAt);
    const entry: Remembered = { answer, askedAt, until: Number.POSITIVE_INFINITY };
    this.#remembered.delete(token);
    this.#remembered.set(token, entry);
    this.#forgetOld(now);
    answer.then(
      ({ expiresAt }) => {
        const rememberUntil = now + toMilliseconds(this.#options.remember);
        entry.until = Math.min(rememberUntil, (expiresAt ?? Number.POSITIVE_INFINITY) * 1000);
      },
      (reason: unknown) => {
        if (this.#remembered.get(token) === entry) {
          this.#remembered.delete(token);
        }
        if (reason instanceof Disconnect) {
          this.#refused.add(token);
        }
      },
    );
    return answer;
  }

  #forgetOld(now: number): void {
    for (const [token, { until }] of this.#remembered) {
      if (until > now && this.#remembered.size <= this.#parts.limits.rememberedTokens) {
        return;
      }
      this.#remembered.delete(token);
    }
  }

  async #ask(token: string, { client, data }: Credentials, issuedAt: number): Promise<Answer> {
    const extra = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
    const message = { ...extra, messageType: 'authenticate', authToken: token, clientId: client };
    const answer = await this.#post(message);
    if (!answer.nodejsValidAuthToken || answer.uid === undefined) {
      throw new Disconnect(DisconnectCode.invalidToken);
    }
    const uid = String(answer.uid);
    return {
      user: uid === '0' ? '' : uid,
      issuedAt,
      channels: (answer.channels ?? []).filter(isChannelName).map(channelName),
      // One whose session Drupal doesn't name is a session by itself.
      sid: answer.sid ?? sessionOfToken(token),
      ...(answer.expires === undefined ? {} : { expiresAt: answer.expires, isAsked: true }),
      ...(answer.info === undefined ? {} : { info: answer.info }),
      ...(answer.presenceUids === undefined ? {} : { watchers: answer.presenceUids.map(String) }),
    };
  }

  async #post(message: object): Promise<Static<typeof answerSchema>> {
    const { url } = this.#options;
    try {
      const { limits, tracer = idleTracer } = this.#parts;
      const answer = await tracer.asking(new URL(url).pathname, (headers) =>
        postMessage(this.#options, message, limits.backendTimeoutMs, headers),
      );
      if (!Value.Check(answerSchema, answer)) {
        throw new Error('expected {nodejsValidAuthToken, uid, channels, …}, got something else');
      }
      return answer;
    } catch (cause) {
      this.#parts.log.error(
        { url, reason: (cause as Error).message },
        'Drupal could not be asked who a token is',
      );
      throw new ProtocolError(ProtocolErrorCode.internal, 'backend unavailable', { cause });
    }
  }
}

/** Names the session of a token where Drupal names none, without giving the token away. */
export function sessionOfToken(token: string): string {
  return createHash('sha256').update(`nodejs-token:${token}`).digest('base64url');
}
