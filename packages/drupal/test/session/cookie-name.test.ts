import { createHash } from 'node:crypto';
import { sessionCookieName } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { drupal7CookieName } from '../../src/session/cookie-name.ts';

describe('the session cookie', () => {
  it('has the name that a real Drupal 10.6.15 gave it on http://127.0.0.1:8871', () => {
    expect(sessionCookieName({ baseUrl: 'http://127.0.0.1:8871' })).toBe(
      'SESS12ca17b49af2289436f303e0166030a2',
    );
  });

  const plain = sessionCookieName({ baseUrl: 'https://example.com' });

  it('differs between https and http only in its first letter', () => {
    expect(plain).toMatch(/^SSESS[0-9a-f]{32}$/);
    expect(sessionCookieName({ baseUrl: 'http://example.com' })).toBe(plain.slice(1));
  });

  it.each([
    ['the case of the host', { baseUrl: 'https://EXAMPLE.com' }],
    ['the port', { baseUrl: 'https://example.com:8443' }],
    ['a slash at the end', { baseUrl: 'https://example.com/' }],
    ['query and fragment', { baseUrl: 'https://example.com/?a=b#c' }],
    [
      'an empty cookie domain and suffix',
      { baseUrl: 'https://example.com', cookieDomain: '', nameSuffix: '' },
    ],
    ['/core, where the installer runs', { baseUrl: 'https://example.com/core' }],
  ])('takes no notice of %s', (_name, options) => {
    expect(sessionCookieName(options)).toBe(plain);
  });

  it('tells sites apart by base path and by suffix', () => {
    const names = [
      plain,
      sessionCookieName({ baseUrl: 'https://example.com/drupal' }),
      sessionCookieName({ baseUrl: 'https://example.com', nameSuffix: 'b' }),
      sessionCookieName({ baseUrl: 'https://www.example.com' }),
    ];
    expect(new Set(names).size).toBe(4);
  });

  it('is one for all hosts of a cookie domain', () => {
    const cookieDomain = '.example.com';
    expect(sessionCookieName({ baseUrl: 'https://www.example.com', cookieDomain })).toBe(
      sessionCookieName({ baseUrl: 'https://ws.example.com/base', cookieDomain }),
    );
  });

  it.each(['', 'example.com', 'ftp://example.com', 'https://'])('has no name on "%s"', (baseUrl) => {
    expect(() => sessionCookieName({ baseUrl })).toThrow(
      expect.objectContaining({
        code: 'DRUPAL_BASE_URL',
        message: `baseUrl: expected an address like https://example.com, found "${baseUrl}"`,
      }),
    );
  });

  it.each([
    ['http://example.com', 'SESS', 'example.com'],
    ['https://example.com:8443/drupal/', 'SSESS', 'example.com:8443/drupal'],
    ['http://www.example.com', 'SESS', '.www.example.com'],
  ])('is made of port and path too in Drupal 7, and of www with a dot: %s', (baseUrl, start, site) => {
    const hash = createHash('sha256').update(site).digest('hex').slice(0, 32);
    expect(drupal7CookieName({ baseUrl })).toBe(`${start}${hash}`);
  });

  it("is made of the cookie domain alone in Drupal 7's settings.php", () => {
    const cookieDomain = '.example.com';
    const names = ['http://www.example.com', 'http://a.example.com:81/b'].map((baseUrl) =>
      drupal7CookieName({ baseUrl, cookieDomain }),
    );
    expect(new Set(names).size).toBe(1);
  });
});
