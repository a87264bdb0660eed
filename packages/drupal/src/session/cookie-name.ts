import { createHash } from 'node:crypto';
import { DrupalError } from '../errors.ts';

/** What decides the name of Drupal's session cookie. */
export interface CookieNameOptions {
  /** Address under which browsers see Drupal: `https://example.com` or `https://example.com/base`. */
  readonly baseUrl: string;
  /** Drupal's `session.storage.options` `cookie_domain` (Drupal 7: `$cookie_domain`), word for word. @default '' (not set) */
  readonly cookieDomain?: string;
  /** Drupal's `session.storage.options` `name_suffix`. @default '' */
  readonly nameSuffix?: string;
}

/**
 * Computes the name of a site's session cookie, in Drupal 10 and 11.
 *
 * From Drupal's public address, never from a request's Host header: `SSESS…` on https, else `SESS…`.
 *
 * @throws DrupalError `DRUPAL_BASE_URL`
 */
export function sessionCookieName({
  baseUrl,
  cookieDomain = '',
  nameSuffix = '',
}: CookieNameOptions): string {
  const url = parseBaseUrl(baseUrl);
  const site = cookieDomain || `${url.hostname}${basePath(url)}${nameSuffix}`.replace(/\/core$/, '');
  return cookieName(url, site);
}

/**
 * Computes the name of a site's session cookie, in Drupal 7 from 7.85 on.
 *
 * There the port counts, and `www.` has a dot before it; `cookieDomain` is `$cookie_domain` of settings.php.
 *
 * @throws DrupalError `DRUPAL_BASE_URL`
 */
export function drupal7CookieName({ baseUrl, cookieDomain = '' }: CookieNameOptions): string {
  const url = parseBaseUrl(baseUrl);
  return cookieName(url, cookieDomain || `${url.host}${basePath(url)}`.replace(/^www\./, '.www.'));
}

/** @throws DrupalError `DRUPAL_BASE_URL` */
export function parseBaseUrl(baseUrl: string): URL {
  const url = URL.parse(baseUrl);
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new DrupalError(
    'DRUPAL_BASE_URL',
    `baseUrl: expected an address like https://example.com, found "${baseUrl}"`,
  );
}

function basePath({ pathname }: URL): string {
  return pathname.replace(/\/+$/, '');
}

function cookieName({ protocol }: URL, site: string): string {
  const hash = createHash('sha256').update(site).digest('hex').slice(0, 32);
  return `${protocol === 'https:' ? 'SSESS' : 'SESS'}${hash}`;
}
