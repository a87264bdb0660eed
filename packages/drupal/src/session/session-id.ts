import { hash } from 'node:crypto';

/** Session ids of PHP: 32 hex digits (8.4) to 256 signs; Drupal 10 has 48 with a comma, Drupal 7 has 43 with `_`. */
const COOKIE_VALUE = /^[\w,-]{22,256}$/;

/** Hashes a session cookie's value to the id in the table `sessions`, as Drupal has it from 7.98 on. */
export function hashSessionId(cookieValue: string): string {
  return hash('sha256', cookieValue, 'base64url');
}

/** Hashes the table's session id to the `sid` of tokens, which is safe to hand out. */
export function publicSid(sessionId: string): string {
  return hash('sha256', `nodejs-sid:${sessionId}`, 'base64url');
}

/**
 * Finds the value of the session cookie in a Cookie header.
 *
 * Undefined for no cookie, a value that no PHP writes, and for two cookies of the name that differ: one of
 * them may have been planted by a neighbouring host, and nothing tells which.
 */
export function sessionCookieFrom(cookieHeader: string | undefined, cookieName: string): string | undefined {
  if (!cookieHeader?.includes(cookieName)) return undefined;
  let found: string | undefined;
  for (const pair of cookieHeader.split(';')) {
    const value = valueIn(pair, cookieName);
    if (value === undefined) continue;
    if (found !== undefined && value !== found) return undefined;
    found = value;
  }
  return found !== undefined && COOKIE_VALUE.test(found) ? found : undefined;
}

function valueIn(pair: string, name: string): string | undefined {
  const equals = pair.indexOf('=');
  return equals >= 0 && pair.slice(0, equals).trim() === name
    ? urlDecode(pair.slice(equals + 1).trim())
    : undefined;
}

/** PHP sends the comma of an id as `%2C`. What can't be decoded stays as it is, and is no id then. */
function urlDecode(value: string): string {
  return value.includes('%') ? value.replace(/%2c/gi, ',') : value;
}
