import { randomUUID } from 'node:crypto';
import { postMessage } from '../auth/message-route.ts';
import type { SiteOptions } from '../options.ts';
import type { CallApi } from './conversation.ts';
import { failed, type Leg, ok, skipped, warning } from './leg.ts';
import { check } from './push-server.ts';

const patienceMs = 5_000;
/** What clocks that are kept differ by, and the second that HTTP rounds to. */
const clockSeconds = { noted: 5, borne: 60 };

/** Tells whether Drupal's message route answers, and takes the key. */
export async function tryCallback({ auth }: SiteOptions): Promise<Leg | undefined> {
  if (auth.callback === undefined) {
    return undefined;
  }
  const message = {
    messageType: 'authenticate',
    authToken: `doctor-${randomUUID()}`,
    clientId: randomUUID(),
  };
  try {
    const answer = await postMessage(auth.callback, message, patienceMs);
    const { nodejsValidAuthToken: verdict } = answer as { nodejsValidAuthToken?: unknown };
    return verdict === false
      ? ok('callback', `${auth.callback.url} answers, and knows no token of ours`)
      : failed('callback', 'CALLBACK_AWAY', `${auth.callback.url} answers something else`);
  } catch (error) {
    const reason = reasonOf(error);
    const code = /\b403\b/.test(reason) ? 'CALLBACK_REFUSED' : 'CALLBACK_AWAY';
    return failed('callback', code, `${auth.callback.url}: ${reason}`);
  }
}

/** What Drupal's token route said to a visitor. */
export interface GivenToken {
  readonly url: string;
  /** Absent where nothing came. */
  readonly response?: Response;
  /** Why nothing came. */
  readonly reason?: string;
}

/** Asks Drupal for a visitor's token. */
export async function askForToken(site: string): Promise<GivenToken> {
  const url = `${site.replace(/\/$/, '')}/nodejs/token`;
  try {
    const signal = AbortSignal.timeout(patienceMs);
    return { url, response: await fetch(url, { redirect: 'manual', signal }) };
  } catch (error) {
    return { url, reason: reasonOf(error) };
  }
}

/** Tells whether Drupal issues tokens that the server takes; returns one for a visitor. */
export async function* tryToken(
  { url, response, reason = '' }: GivenToken,
  call: CallApi,
  { auth }: SiteOptions,
  isClockWrong: boolean,
): AsyncGenerator<Leg, string | undefined> {
  if (response === undefined) {
    yield failed('token', 'TOKEN_AWAY', `${url}: ${reason}`);
    return undefined;
  }
  const answer = await jsonOf(response);
  if (response.status !== 200 || typeof answer.token !== 'string') {
    yield withoutToken(url, response, answer);
    return undefined;
  }
  if (auth.token === undefined) {
    yield failed('token', 'TOKEN_REFUSED', 'Drupal signs tokens, but auth.token is not configured');
    return undefined;
  }
  const { token: verdict } = await check(call, { token: answer.token });
  if (verdict?.ok !== true) {
    const found = `the server refuses what ${url} gave: ${verdict?.reason ?? '?'}`;
    yield failed('token', isClockWrong ? 'CLOCK' : 'TOKEN_REFUSED', found);
    return undefined;
  }
  yield ok('token', `the server takes what ${url} gives`);
  return answer.token;
}

/** Why there is no token, by what came instead of one. */
function withoutToken(url: string, response: Response, answer: Readonly<Record<string, unknown>>): Leg {
  const { status, headers } = response;
  const location = URL.parse(headers.get('location') ?? '', url);
  if (status >= 300 && status < 400 && location !== null) {
    return failed('token', 'SITE_REDIRECTS', `${url} leads on to ${location.origin}${location.pathname}`);
  }
  // Both are the module's own answers: the first one is a choice of the site's.
  if (typeof answer.error === 'object' && status === 403) {
    return skipped('token', 'the site gives tokens only to who is logged in');
  }
  const code = typeof answer.error === 'object' && status === 503 ? 'SITE_INCOMPLETE' : 'TOKEN_AWAY';
  return failed('token', code, `${url}: HTTP ${status}`);
}

/** By which clock the site lives. */
export function findClock({ response }: GivenToken): Leg | undefined {
  const theirs = Date.parse(response?.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) {
    return undefined;
  }
  const seconds = Math.round(Math.abs(theirs - Date.now()) / 1000);
  const found = `Drupal’s and this machine’s differ by ${seconds} s`;
  if (seconds <= clockSeconds.noted) {
    return ok('clock', found);
  }
  return seconds <= clockSeconds.borne ? warning('clock', 'CLOCK', found) : failed('clock', 'CLOCK', found);
}

async function jsonOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const text = await response.text();
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    // A page: the status says the rest.
    return {};
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
}
