import type { User } from '../account/user.ts';
import { Batch } from '../database/batch.ts';
import { DrupalError } from '../errors.ts';
import type { DrupalSchema } from '../schema/drupal-schema.ts';
import type { KnownSession, SessionSource, StoredSession, TokenHolder } from './session-source.ts';

const BATCH_SIZE = 512;

/** A log-in that holds: its session lives, its user exists and is active. */
export interface Session extends User {
  /** As the store has it. */
  readonly id: string;
  readonly payload: Uint8Array | null;
  /** Unix seconds. */
  readonly lastUsed: number;
  /** What Drupal itself says the user may; undefined: by the roles. */
  readonly permissions: StoredSession['permissions'];
}

/** Tells whose a session cookie is, wherever sessions are kept. */
export class Sessions {
  readonly #source: SessionSource;
  readonly #schema: DrupalSchema;
  readonly #maxIdleSeconds: number;
  readonly #batchSize: number;
  readonly #batch: Batch<string, Session>;
  readonly #tokens: Batch<string, TokenHolder>;

  constructor(source: SessionSource, schema: DrupalSchema, maxIdleSeconds: number) {
    this.#source = source;
    this.#schema = schema;
    this.#maxIdleSeconds = maxIdleSeconds;
    this.#batchSize = source.batchSize ?? BATCH_SIZE;
    this.#batch = new Batch(
      this.#batchSize,
      async (values) => this.#withUsers(await told(source.find(values))),
      source.findNow ? { readNow: (value) => this.#findNow(value) } : {},
    );
    this.#tokens = new Batch(this.#batchSize, async (tokens) =>
      source.findTokens ? await told(source.findTokens(tokens)) : new Map(),
    );
  }

  /** Finds who a bearer token lets in. @throws DrupalError `DRUPAL_SESSION_SOURCE` */
  async findToken(token: string): Promise<TokenHolder | undefined> {
    const holder = this.#source.findTokens && (await this.#tokens.read(token));
    return holder && Number.isSafeInteger(holder.uid) && holder.uid > 0 ? holder : undefined;
  }

  /**
   * Finds the live log-in of a cookie's value; all that are asked for in one turn by one question.
   *
   * Undefined for unknown, idle and anonymous sessions, deleted and blocked users, and contradictory ones.
   *
   * @throws DrupalError `DRUPAL_DATABASE_*` or `DRUPAL_SESSION_SOURCE`
   */
  find(cookieValue: string): Session | undefined | Promise<Session | undefined> {
    const session = this.#batch.read(cookieValue);
    return session instanceof Promise
      ? session.then((later) => this.#unlessIdle(later))
      : this.#unlessIdle(session);
  }

  /**
   * Looks at log-ins again: those that still hold, under their cookies' values.
   *
   * Not by their age: who only listens uses no session, and PHP's collector decides how long it lives.
   *
   * @throws DrupalError as `find`, at the first question that fails
   */
  async findAgain(known: Iterable<KnownSession>): Promise<ReadonlyMap<string, Session>> {
    const sessions = [...new Map([...known].map((each) => [each.cookieValue, each])).values()];
    const source = this.#source;
    const found = new Map<string, Session>();
    for (let from = 0; from < sessions.length; from += this.#batchSize) {
      const part = sessions.slice(from, from + this.#batchSize);
      const stored = source.findAgain
        ? source.findAgain(part)
        : source.find(part.map(({ cookieValue }) => cookieValue));
      for (const [value, session] of await this.#withUsers(await told(stored))) found.set(value, session);
    }
    return found;
  }

  async close(): Promise<void> {
    await this.#source.close?.();
  }

  #unlessIdle(session: Session | undefined): Session | undefined {
    // PHP collects idle sessions by chance only, so one may be far older than its life.
    return session && session.lastUsed >= Date.now() / 1000 - this.#maxIdleSeconds ? session : undefined;
  }

  #findNow(cookieValue: string): Session | null | undefined {
    const stored = this.#storedNow(cookieValue);
    if (!stored) return stored;
    if (!this.#isLogIn(stored)) return null;
    return stored.user && sessionOf(stored, stored.user);
  }

  #storedNow(cookieValue: string): StoredSession | null | undefined {
    try {
      return this.#source.findNow?.(cookieValue);
    } catch (cause) {
      throw sourceError(cause);
    }
  }

  async #withUsers(stored: ReadonlyMap<string, StoredSession>): Promise<ReadonlyMap<string, Session>> {
    const strangers = [...stored.values()].filter(({ uid, user }) => uid > 0 && user === undefined);
    const users =
      strangers.length === 0
        ? undefined
        : await this.#schema.findUsers([...new Set(strangers.map(({ uid }) => uid))]);
    const found = new Map<string, Session>();
    for (const [value, session] of stored) {
      const user = session.user ?? users?.get(session.uid);
      if (user && this.#isLogIn(session)) found.set(value, sessionOf(session, user));
    }
    return found;
  }

  #isLogIn({ uid, payload }: StoredSession): boolean {
    // What no uid of Drupal's is can only be a mistake of the source.
    if (!Number.isSafeInteger(uid) || uid <= 0) return false;
    return payload === undefined || this.#schema.isPayloadOf(uid, payload);
  }
}

/** @throws DrupalError `DRUPAL_SESSION_SOURCE`, or the source's own */
async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw sourceError(cause);
  }
}

function sourceError(cause: unknown): DrupalError {
  return DrupalError.from('DRUPAL_SESSION_SOURCE', 'sessions', cause);
}

function sessionOf(stored: StoredSession, { name, roles }: NonNullable<StoredSession['user']>): Session {
  const { id, uid, payload = null, lastUsed = Number.POSITIVE_INFINITY, permissions } = stored;
  return { id, uid, name, roles, payload, lastUsed, permissions };
}
