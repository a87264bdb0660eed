import type { SiteOptions } from '../options.ts';
import type { CallApi } from './conversation.ts';
import { failed, type Leg, ok, warning } from './leg.ts';

const patienceMs = 5_000;

/** A call that the server refused, or that it wasn't there for. */
class CallError extends Error {
  override readonly name = 'CallError';
  /** 0: no answer. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Makes what calls a site's API. */
export function apiOf(apiUrl: string, { api }: SiteOptions): CallApi {
  const key = api.keys[0]?.secret ?? '';
  return async (call, body) => {
    const answer = await ask(`${apiUrl}/api/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify(body),
    });
    const { result, error } = JSON.parse(answer.text || '{}');
    if (answer.status !== 200) {
      throw new CallError(answer.status, error?.message ?? `HTTP ${answer.status}`);
    }
    return result;
  };
}

/** Tells whether the server is there, ready, and takes the key. */
export async function* tryServer(apiUrl: string, call: CallApi): AsyncGenerator<Leg, boolean> {
  const ready = await findReadiness(apiUrl);
  yield ready;
  if (ready.code === 'SERVER_AWAY' || ready.code === 'SERVER_OTHER') {
    return false;
  }
  try {
    const { nodes } = (await call('info', {})) as { nodes: { version: string; num_clients: number }[] };
    yield ok('key', `taken; version ${nodes[0]?.version}, ${nodes[0]?.num_clients} clients`);
    return ready.state === 'ok';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // A server whose store is away says nothing of the key.
    const isAway = error instanceof CallError && (error.status === 0 || error.status >= 500);
    yield failed('key', isAway ? 'SERVER_NOT_READY' : 'KEY_REFUSED', message);
    return false;
  }
}

async function findReadiness(apiUrl: string): Promise<Leg> {
  const began = performance.now();
  try {
    const { status, text } = await ask(`${apiUrl}/health/ready`, {});
    if (!/^\{"status":/.test(text)) {
      return failed('server', 'SERVER_OTHER', `${apiUrl} answers, but not as the push server does`);
    }
    return status === 200
      ? ok('server', `ready at ${apiUrl} (${Math.round(performance.now() - began)} ms)`)
      : failed('server', 'SERVER_NOT_READY', `${apiUrl} answers HTTP ${status}`);
  } catch (error) {
    const { message } = error as Error;
    if (message === 'TimeoutError') {
      return failed('server', 'SERVER_NOT_READY', `${apiUrl}: no answer for ${patienceMs / 1000} s`);
    }
    // Somebody is there who ends the connection, or says what isn't HTTP.
    const isOther = /^(HTTPParserError|UND_ERR_SOCKET|ECONNRESET)/.test(message);
    return failed('server', isOther ? 'SERVER_OTHER' : 'SERVER_AWAY', `${apiUrl}: ${message}`);
  }
}

/** What the server thinks of what the site has. */
export interface Verdicts {
  readonly token?: Verdict;
  readonly origin?: Verdict;
  readonly backend?: Verdict;
}

interface Verdict {
  readonly ok: boolean;
  readonly reason?: string;
}

/** Tells whether the server reaches Drupal, with a key that Drupal takes. */
export async function tryBackend(
  call: CallApi,
  { backend }: SiteOptions,
  isClockWrong: boolean,
): Promise<Leg> {
  if (backend === undefined) {
    return warning('backend', 'BACKEND_MISSING', 'backend is not configured');
  }
  const verdict = (await check(call, { backend: true })).backend;
  if (verdict?.ok === true) {
    return ok('backend', `${backend.url} answers signed requests`);
  }
  const reason = verdict?.reason ?? 'no verdict';
  if (!/does not know the key/.test(reason)) {
    return failed('backend', 'BACKEND_AWAY', reason);
  }
  return isClockWrong
    ? failed('backend', 'CLOCK', 'Drupal refuses what is signed by another clock than its own')
    : failed('backend', 'BACKEND_REFUSED', reason);
}

/** Tells whether pages of the site may connect. */
export async function tryOrigin(call: CallApi, origin: string): Promise<Leg> {
  const { origin: verdict } = await check(call, { origin });
  return verdict?.ok === true
    ? ok('origin', `${origin} is listed`)
    : failed('origin', 'ORIGIN_MISSING', `${origin} is not listed`);
}

/** Asks the server for its verdict; one that doesn't come in time says so itself. */
export async function check(
  call: CallApi,
  question: { readonly backend: true } | { readonly origin: string } | { readonly token: string },
): Promise<Verdicts> {
  try {
    return (await call('check', question)) as Verdicts;
  } catch (error) {
    const verdict = { ok: false, reason: `no verdict of the server: ${(error as Error).message}` };
    return { backend: verdict, origin: verdict, token: verdict };
  }
}

async function ask(url: string, options: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { ...options, signal: AbortSignal.timeout(patienceMs) });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    const { name, message, cause: inner } = cause as Error & { cause?: { code?: string; name: string } };
    const words = inner?.code ?? inner?.name ?? (name === 'TimeoutError' ? name : message);
    throw new CallError(0, words, { cause });
  }
}
