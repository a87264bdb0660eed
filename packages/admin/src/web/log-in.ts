/** What a tab knows of its log-in; it ends with the tab. */
export interface LogIn {
  readonly token: string;
  readonly sites: readonly string[];
  /** Milliseconds since 1970. */
  readonly until: number;
}

const storageKey = 'drupal-nodejs-admin';

/** The log-in that this tab had before it was loaded anew. */
export function storedLogIn(): LogIn | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    return isLogIn(kept) && kept.until > Date.now() ? kept : undefined;
  } catch {
    // A tab without storage, or with something else in it, begins with the question for the key.
    return undefined;
  }
}

/** Shows the server a key; throws with what to tell the reader. */
export async function logIn(key: string, token?: string): Promise<LogIn> {
  let response: Response;
  try {
    response = await fetch('login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ key }),
    });
  } catch {
    throw new Error('The server can’t be reached.');
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || !isLogIn(answer)) {
    const { error = `The server answered ${response.status}.` } = (answer ?? {}) as { error?: string };
    throw new Error(error);
  }
  keep(answer);
  return answer;
}

/** Ends the log-in here, and at the server if it can be reached. */
export async function logOut(token: string): Promise<void> {
  keep(undefined);
  await fetch('logout', { method: 'POST', headers: { authorization: `Bearer ${token}` } }).catch(
    () => undefined,
  );
}

/** Forgets a log-in that the server doesn't know any more. */
export function forgetLogIn(): void {
  keep(undefined);
}

function keep(kept: LogIn | undefined): void {
  try {
    if (kept === undefined) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, JSON.stringify(kept));
  } catch {
    // Without storage the log-in lasts until the page is loaded anew.
  }
}

function isLogIn(value: unknown): value is LogIn {
  const { token, sites, until } = (value ?? {}) as Record<string, unknown>;
  return typeof token === 'string' && Array.isArray(sites) && sites.length > 0 && typeof until === 'number';
}
