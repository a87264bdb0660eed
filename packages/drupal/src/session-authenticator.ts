import { isDeepStrictEqual } from 'node:util';
import type { Account } from './account/account.ts';
import { type DiagnosisOptions, type Finding, findHidden } from './doctor/diagnose.ts';
import { createDrupal, type Drupal } from './drupal.ts';
import { DrupalError } from './errors.ts';
import type { CookieNameOptions } from './session/cookie-name.ts';
import { type DrupalSessionsOptions, openDrupalSessions } from './session/drupal-sessions.ts';
import { openRedisSessions, type RedisSessionsOptions } from './session/redis-sessions.ts';
import type { SessionSource } from './session/session-source.ts';

/** Options of the push server's `auth.session`. */
export interface SessionAuthenticatorOptions extends CookieNameOptions {
  /** Database in Drupal's URL form. */
  readonly database: string;
  /** Which Drupal's tables; they are recognised. @default 'auto' */
  readonly schema?: 'auto';
  /** Where sessions are kept, if not in the database. */
  readonly redis?: RedisSessionsOptions;
  /** Drupal itself says whose sessions are and what their users may, in place of the database and `redis`. */
  readonly introspection?: DrupalSessionsOptions;
  /** Channels of a user: `user:{uid}`, `role:{rid}` (one for each role), or plain names. */
  readonly channels: readonly string[];
}

/** What a connection brings; of this only the cookie and `data` are looked at. */
export interface SessionCredentials {
  /** The raw Cookie header. */
  readonly cookie?: string;
  /** Connect data; `{"clientSide": true}` makes the channels rights instead of subscriptions. */
  readonly data?: unknown;
}

/** Who a connection belongs to, in the push server's words. */
export interface SessionIdentity {
  readonly user: string;
  readonly sid?: string;
  /** Unix seconds, before the database was asked: a later revocation is newer than what was read. */
  readonly issuedAt: number;
  readonly info: { readonly name: string };
  readonly channels: readonly string[];
  readonly channelsAre: 'rights' | 'subscriptions';
  /** For `review`, and nobody else. */
  readonly login: object;
}

/** What became of a log-in: as it was told, with other channels or another name, or over. */
export type Verdict = 'holds' | 'changed' | 'ended';

/** Recognises connections by Drupal's session cookie. */
export interface SessionAuthenticator {
  /** Undefined when the cookie belongs to no live log-in. @throws DrupalError when the database fails */
  authenticate(credentials: SessionCredentials): Promise<SessionIdentity | undefined>;
  /** What differs between the options and the site, or can't be seen in its database. */
  readonly findings: readonly Finding[];
  /** Looks at log-ins again, in their order. @throws DrupalError when nothing can be said of them */
  review(logins: readonly object[]): Promise<readonly Verdict[]>;
  close(): Promise<void>;
}

/**
 * Creates the push server's authenticator for Drupal's session cookie.
 *
 * @throws DrupalError `DRUPAL_CHANNEL_PATTERN` or those of `createDrupal`
 */
export async function createSessionAuthenticator({
  channels,
  redis,
  introspection,
  ...options
}: SessionAuthenticatorOptions): Promise<SessionAuthenticator> {
  channels.forEach(requireKnownPlaceholders);
  const sessions = introspection
    ? openDrupalSessions(introspection)
    : redis && (await openRedisSessions(redis));
  const drupal = await openOrClose(sessions, options);
  const told = new WeakMap<object, Account>();
  const toldOf = (account: Account) => ({
    info: { name: account.name },
    channels: channels.flatMap((pattern) => channelsOf(account, pattern)),
  });
  return {
    findings: await findingsOf(drupal, { ...options, ...(sessions && { sessions }) }),
    async authenticate({ cookie, data }) {
      const issuedAt = Date.now() / 1000;
      const account = await drupal.from({ cookie });
      if (account.sid === undefined) return undefined;
      told.set(account, account);
      return {
        user: String(account.uid),
        sid: account.sid,
        issuedAt,
        ...toldOf(account),
        channelsAre: isClientSide(data) ? 'rights' : 'subscriptions',
        login: account,
      };
    },
    async review(logins) {
      const accounts = logins.flatMap((login) => told.get(login) ?? []);
      const now = await drupal.review(accounts);
      return logins.map((login) => {
        const before = told.get(login);
        const after = before && now.get(before);
        // Of another process's making: whoever it was is asked to come back.
        if (before === undefined) return 'changed';
        if (after === undefined) return 'ended';
        return isDeepStrictEqual(toldOf(before), toldOf(after)) ? 'holds' : 'changed';
      });
    },
    close: () => drupal.close(),
  };
}

async function openOrClose(
  sessions: SessionSource | undefined,
  options: Omit<SessionAuthenticatorOptions, 'channels' | 'redis' | 'introspection'>,
): Promise<Drupal> {
  try {
    return await createDrupal({ ...options, ...(sessions && { sessions }) });
  } catch (error) {
    // An open connection would keep the process alive.
    await sessions?.close?.();
    throw error;
  }
}

/** To be told at the start, and no reason not to start. */
async function findingsOf(drupal: Drupal, options: DiagnosisOptions): Promise<readonly Finding[]> {
  try {
    return (await findHidden(drupal.db, options)).filter(({ level }) => level !== 'ok');
  } catch (error) {
    if (!(error instanceof DrupalError)) throw error;
    return [{ level: 'warning', code: error.code, message: error.message }];
  }
}

function channelsOf({ uid, roles }: Account, pattern: string): string[] {
  const channel = pattern.replaceAll('{uid}', String(uid));
  return channel.includes('{rid}') ? roles.map((role) => channel.replaceAll('{rid}', role)) : [channel];
}

function requireKnownPlaceholders(pattern: string): void {
  const unknown = pattern.match(/\{(?!uid\}|rid\})[^}]*\}?/)?.[0];
  if (unknown !== undefined) {
    throw new DrupalError('DRUPAL_CHANNEL_PATTERN', `channels: expected {uid} or {rid}, found "${unknown}"`);
  }
}

function isClientSide(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'clientSide' in data && data.clientSide === true;
}
