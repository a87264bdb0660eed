import { createHash } from 'node:crypto';
import { DrupalError } from '../errors.ts';

/** What decides the name of Drupal's session cookie. */
export interface CookieNameOptions {
  /** Address under which browsers see Drupal: `https://example.com` or `https://example.com/base`. */
  readonly baseUrl: string;
  /** Drupal's `session.storage.options` `cookie_domain`, word for word. @default '' (not set) */
  readonly cookieDomain?: string;
  /** Drupal's `session.storage.options` `name_suffix`. @default '' */
  readonly nameSuffix?: string;
}

/**
 * Computes the name of a site's session cookie.
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
  const url = URL.parse(baseUrl);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new DrupalError(
      'DRUPAL_BASE_URL',
      `baseUrl: expected an address like https://example.com, found "${baseUrl}"`,
    );
  }
  const basePath = url.pathname.replace(/\/+$/, '');
  const site = cookieDomain || `${url.hostname}${basePath}${nameSuffix}`.replace(/\/core$/, '');
  const hash = createHash('sha256').update(site).digest('hex').slice(0, 32);
  return `${url.protocol === 'https:' ? 'SSESS' : 'SESS'}${hash}`;
}
