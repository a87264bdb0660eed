import { createHash } from 'node:crypto';
import { sessionCookieName } from '@drupal-nodejs/drupal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

const VALUE = 'a3q5lWW0COlPAl9UbgBVds58fIWmG,CWAM9IHxLV86a2bglN';
const OTHER = 'ZZZ5lWW0COlPAl9UbgBVds58fIWmG,CWAM9IHxLV86a2bglN';

async function loggedIn(): Promise<{ at: TemporarySite; name: string }> {
  const at = await TemporarySite.install();
  await at.site.createSession({ uid: 1, cookieValue: VALUE });
  await at.site.createSession({ uid: await at.createUser('Bob'), cookieValue: OTHER });
  return { at, name: at.drupal.cookieName };
}

describe('a Cookie header', () => {
  it.each([
    ['alone', (name: string) => `${name}=${VALUE}`],
    ['with the comma as PHP sends it', (name: string) => `${name}=${VALUE.replace(',', '%2C')}`],
    ['among others', (name: string) => `a=b; ${name}=${VALUE}; NO_CACHE=1`],
    ['without blanks', (name: string) => `a=b;${name}=${VALUE};c=d`],
    ['with blanks around', (name: string) => `  ${name} = ${VALUE} `],
    ['twice the same', (name: string) => `${name}=${VALUE}; ${name}=${VALUE}`],
    ['behind broken pairs', (name: string) => `;;=; x; =${OTHER};%;${name}=${VALUE}`],
  ])('names the session: %s', async (_name, header) => {
    const { at, name } = await loggedIn();
    expect((await at.drupal.from({ cookie: header(name) })).uid).toBe(1);
  });

  it.each([
    ['nothing', () => ''],
    ['an empty value', (name: string) => `${name}=`],
    ['a name without value', (name: string) => name],
    ['a value that is too short', (name: string) => `${name}=${VALUE.slice(0, 21)}`],
    ['a value that is cut', (name: string) => `${name}=${VALUE.slice(0, -1)}`],
    ['a value of 4 KB', (name: string) => `${name}=${'a'.repeat(4096)}`],
    ['a NUL behind the value', (name: string) => `${name}=${VALUE}\0`],
    ['an encoded NUL', (name: string) => `${name}=${VALUE}%00`],
    ['quotes around the value', (name: string) => `${name}="${VALUE}"`],
    ['a broken escape', (name: string) => `${name}=${VALUE}%2`],
    [
      'the hashed id of the table',
      (name: string) => `${name}=${createHash('sha256').update(VALUE).digest('base64url')}`,
    ],
    ['two different values of the name', (name: string) => `${name}=${VALUE}; ${name}=${OTHER}`],
    ['an empty second value of the name', (name: string) => `${name}=${VALUE}; ${name}=`],
    ["the name's insecure twin", (name: string) => `${name.slice(1)}=${VALUE}`],
    ['the name in small letters', (name: string) => `${name.toLowerCase()}=${VALUE}`],
    ["another site's name", () => `${sessionCookieName({ baseUrl: 'https://example.org' })}=${VALUE}`],
    ['an unknown session', (name: string) => `${name}=${'x'.repeat(48)}`],
    ['SQL', (name: string) => `${name}=' OR 1=1 OR sid='aaaaaaaaaaaaaaaaa`],
    ['a comma between pairs', (name: string) => `a=b, ${name}=${VALUE}`],
  ])('names nobody with %s', async (_name, header) => {
    const { at, name } = await loggedIn();
    expect(await at.drupal.from({ cookie: header(name) })).toMatchObject({ uid: 0, sid: undefined });
  });

  it.each([21, 257])('names nobody with %i signs, a length that PHP never gives', async (length) => {
    const at = await TemporarySite.install();
    const { cookieValue } = await at.site.createSession({ uid: 1, cookieValue: 'a'.repeat(length) });
    expect((await at.drupal.from(at.headers(cookieValue))).uid).toBe(0);
  });

  it('names the owner of the one value of its name, and else nobody', async () => {
    const { at, name } = await loggedIn();
    const owners = new Map([
      [VALUE, 1],
      [OTHER, 2],
    ]);
    const pair = fc.tuple(
      fc.constantFrom(name, 'SESS', `${name}x`, ''),
      fc.constantFrom(VALUE, OTHER, '', 'x'.repeat(48)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 5 }), async (pairs) => {
        const cookie = pairs.map(([key, value]) => `${key}=${value.replace(',', '%2C')}`).join('; ');
        const values = new Set(pairs.flatMap(([key, value]) => (key === name ? [value] : [])));
        const [value = ''] = values;
        const owner = values.size === 1 ? (owners.get(value) ?? 0) : 0;
        expect((await at.drupal.from({ cookie })).uid).toBe(owner);
      }),
      { numRuns: 300 },
    );
  });

  it('names nobody when its bytes hold no whole value', async () => {
    const { at, name } = await loggedIn();
    const part = fc.oneof(fc.constantFrom(name, '=', ';', '%2C', '\0', VALUE.slice(0, 24)), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        expect((await at.drupal.from({ cookie: parts.join('') })).uid).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
