import { sessionCookieName } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';

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
});
