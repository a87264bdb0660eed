import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Sent with every answer: the page runs its own files alone, in no frame, and tells nobody where it was. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/**
 * Tells whether a request was meant for this address: by an IP address, `localhost`, or the name it listens at.
 *
 * A page whose name its owner lets point here would be of the same origin as the admin page, for the browser.
 */
export function isOwnHost({ host = '' }: IncomingHttpHeaders, listen: string): boolean {
  const name = hostname(host);
  return (
    name !== undefined &&
    (name === 'localhost' || isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === hostname(listen))
  );
}

/** Tells whether a request comes from the admin page itself: browsers say the origin with every POST and WebSocket. */
export function isOwnOrigin({ host, origin }: IncomingHttpHeaders): boolean {
  return origin !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

function hostname(host: string): string | undefined {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : undefined;
}
