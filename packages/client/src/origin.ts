// The module ships more than one script, and a page has one id whichever of them asks first.
const key = Symbol.for('drupal-nodejs.origin');
const page = globalThis as { [key]?: string };

// Not crypto.randomUUID(): pages served over plain HTTP lack it.
page[key] ??= Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
  byte.toString(16).padStart(2, '0'),
).join('');
/**
 * The id of this page load, by which it knows its own echo.
 *
 * It lives as long as the page: a duplicated tab copies sessionStorage, and two tabs with one id would drop
 * each other's publications.
 */
export const origin: string = page[key];

/**
 * The headers that mark a same-origin request as this page's own.
 *
 * Drupal puts the id into the publications that the request causes, and this page drops them.
 *
 * @example
 * fetch('/post', { method: 'POST', headers: originHeaders() });
 */
export function originHeaders(): Record<string, string> {
  return { 'X-Nodejs-Origin': origin };
}

/** Whether a publication was caused by this page. */
export function isOwnEcho(publication: {
  readonly data: unknown;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}): boolean {
  const { data, tags } = publication;
  if (tags?.origin === origin) return true;
  return (
    typeof data === 'object' && data !== null && 'clientSocketId' in data && data.clientSocketId === origin
  );
}
