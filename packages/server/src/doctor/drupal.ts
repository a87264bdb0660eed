import { randomUUID } from 'node:crypto';
import { postMessage } from '../auth/message-route.ts';
import type { SiteOptions } from '../options.ts';
import type { CallApi } from './conversation.ts';
import { failed, type Leg, ok, warning } from './leg.ts';
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

/** Tells whether Drupal issues tokens that the server takes, and by which clock; returns one for a visitor. */
export async function* tryToken(
  site: string,
  call: CallApi,
  { auth }: SiteOptions,
): AsyncGenerator<Leg, string | undefined> {
  const url = `${site.replace(/\/$/, '')}/nodejs/token`;
  let response: Response;
  try {
    response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
  } catch (error) {
    yield failed('token', 'TOKEN_AWAY', `${url}: ${reasonOf(error)}`);
    return undefined;
  }
  const clock = findClock(response.headers.get('date'));
  if (clock !== undefined) {
    yield clock;
  }
  const answer = await jsonOf(response);
  if (response.status !== 200 || typeof answer.token !== 'string') {
    yield failed('token', 'TOKEN_AWAY', `${url}: HTTP ${response.status}`);
    return undefined;
  }
  if (auth.token === undefined) {
    yield failed('token', 'TOKEN_REFUSED', 'Drupal signs tokens, but auth.token is not configured');
    return undefined;
  }
  const { token: verdict } = await check(call, { token: answer.token });
  if (verdict?.ok !== true) {
    yield failed('token', 'TOKEN_REFUSED', `the server refuses what ${url} gave: ${verdict?.reason ?? '?'}`);
    return undefined;
  }
  yield ok('token', `the server takes what ${url} gives`);
  return answer.token;
}

function findClock(date: string | null): Leg | undefined {
  const theirs = Date.parse(date ?? '');
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
