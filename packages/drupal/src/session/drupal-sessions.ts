import { createHmac } from 'node:crypto';
import { DrupalError } from '../errors.ts';
import { ANSWER_TIMEOUT_MS } from '../in-time.ts';
import { hashSessionId } from './session-id.ts';
import type { SessionSource, StoredSession, TokenHolder } from './session-source.ts';

/** How to ask Drupal itself. */
export interface DrupalSessionsOptions {
  /** Address of the site, as Node reaches it; the module `nodejs` answers there. */
  readonly url: string;
  /** `$settings['nodejs']['backend_key']` of settings.php: its id, and its secret. */
  readonly key: { readonly id: string; readonly secret: string };
}

/** What the module takes in one request. */
const BATCH_SIZE = 512;

/**
 * Sessions as Drupal itself tells them, by signed requests to its module `nodejs`.
 *
 * For what a reader of the tables can't know: sessions in any other store, access policies of modules, and roles that
 * settings.php overrides. Costs a PHP request for all who ask at once, where a statement costs a hundredth of it.
 */
export function openDrupalSessions(options: DrupalSessionsOptions): SessionSource {
  const url = URL.parse(`${options.url.replace(/\/$/, '')}/nodejs/introspect`);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new DrupalError(
      'DRUPAL_BASE_URL',
      'url: expected an address like https://example.com, found another',
    );
  }
  return new DrupalSessions(url, options.key);
}

class DrupalSessions implements SessionSource {
  readonly batchSize = BATCH_SIZE;
  readonly #url: URL;
  readonly #key: DrupalSessionsOptions['key'];

  constructor(url: URL, key: DrupalSessionsOptions['key']) {
    this.#url = url;
    this.#key = key;
  }

  async find(cookieValues: readonly string[]): Promise<ReadonlyMap<string, StoredSession>> {
    const { sessions, users } = readAnswer(await this.#ask(JSON.stringify({ sessions: cookieValues })));
    const found = new Map<string, StoredSession>();
    for (const [place, { uid, used }] of sessions) {
      const value = cookieValues[place];
      const user = users.get(uid);
      if (value === undefined || user === undefined) throw unexpected('sessions of nobody who was asked for');
      const { name, roles, permissions } = user;
      const lastUsed = used === 0 ? {} : { lastUsed: used };
      found.set(value, { id: hashSessionId(value), uid, ...lastUsed, user: { name, roles }, permissions });
    }
    return found;
  }

  async findTokens(tokens: readonly string[]): Promise<ReadonlyMap<string, TokenHolder>> {
    const { tokens: told } = asMap(await this.#ask(JSON.stringify({ sessions: [], tokens })));
    // A module of before it knew tokens says nothing of them.
    if (!isMap(told)) throw unexpected('nothing about tokens: update the module nodejs');
    const found = new Map<string, TokenHolder>();
    for (const [place, holder] of Object.entries(told)) {
      const token = tokens[Number(place)];
      const { uid } = asMap(holder);
      if (token === undefined || typeof uid !== 'number')
        throw unexpected('a token of nobody who was asked for');
      found.set(token, { uid, ...readUser(holder) });
    }
    return found;
  }

  async #ask(body: string): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-nodejs-signature': this.#sign(body) },
        body,
        // Whoever answers a redirect is not who was asked.
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
    } catch (cause) {
      throw new DrupalError('DRUPAL_SESSION_SOURCE', `${this.#url.origin}: Drupal can't be reached`, {
        cause,
      });
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw unexpected(`status ${response.status}`);
    }
    try {
      return await response.json();
    } catch (cause) {
      throw new DrupalError('DRUPAL_SESSION_SOURCE', 'introspection: expected JSON', { cause });
    }
  }

  /** As the push server signs what it asks Drupal. */
  #sign(body: string): string {
    const { id, secret } = this.#key;
    const time = Math.floor(Date.now() / 1000);
    const path = `${this.#url.pathname}${this.#url.search}`;
    const mac = createHmac('sha256', secret).update(`${time}.POST.${path}.${body}`).digest('hex');
    return `k=${id},t=${time},v=${mac}`;
  }
}

interface ToldUser {
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: 'all' | ReadonlySet<string>;
}

interface Answer {
  readonly sessions: ReadonlyMap<number, { readonly uid: number; readonly used: number }>;
  readonly users: ReadonlyMap<number, ToldUser>;
}

function readAnswer(answer: unknown): Answer {
  const { sessions, users } = asMap(answer);
  if (!isMap(sessions) || !isMap(users)) throw unexpected('something else than {sessions, users}');
  return {
    sessions: new Map(
      Object.entries(sessions).map(([place, session]) => {
        const { uid, used } = asMap(session);
        if (typeof uid !== 'number' || typeof used !== 'number') throw unexpected('a session without uid');
        return [Number(place), { uid, used }];
      }),
    ),
    users: new Map(Object.entries(users).map(([uid, user]) => [Number(uid), readUser(user)])),
  };
}

function readUser(user: unknown): ToldUser {
  const { name, roles, permissions } = asMap(user);
  if (typeof name !== 'string' || !isTexts(roles)) throw unexpected('a user without name or roles');
  if (permissions === true) return { name, roles, permissions: 'all' };
  if (!isTexts(permissions)) throw unexpected('a user without permissions');
  return { name, roles, permissions: new Set(permissions) };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An empty one for anything else, so that what is missing is undefined. */
function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function unexpected(found: string): DrupalError {
  return new DrupalError(
    'DRUPAL_SESSION_SOURCE',
    `introspection: expected sessions and users from the module nodejs, found ${found}`,
  );
}
