import type { IncomingHttpHeaders } from 'node:http';

/**
 * Tells which of the listed origins a request comes from.
 *
 * Browsers leave out `Origin` when a page asks its own host by GET (EventSource), but say so in `Sec-Fetch-Site`,
 * which no page can set.
 *
 * @returns `undefined` for what is no browser, `null` for a browser on a page that is not listed
 */
export function requestOrigin(
  { origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders,
  listed: ReadonlySet<string>,
): string | null | undefined {
  if (origin !== undefined) {
    return listed.has(origin) ? origin : null;
  }
  if (site === undefined) {
    return undefined;
  }
  const own = [...listed].find((candidate) => new URL(candidate).host === host);
  return site === 'same-origin' && own !== undefined ? own : null;
}
