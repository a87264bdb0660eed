import { hashSessionId } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

const COOKIE = 'a3q5lWW0COlPAl9UbgBVds58fIWmG-CWAM9IHxLV86a2bglN';
const attributes = (uid: string): string => `_sf2_attributes|a:1:{s:3:"uid";${uid}}`;

/** Asks who a session of user 2 with this payload is. */
async function whoIs(payload: string | Buffer | null): Promise<number> {
  const at = await TemporarySite.install();
  const uid = await at.createUser('Alice');
  await at.site.db
    .insertInto('sessions')
    .values({
      uid,
      sid: hashSessionId(COOKIE),
      timestamp: Math.floor(Date.now() / 1000),
      session: typeof payload === 'string' ? Buffer.from(payload) : payload,
    })
    .execute();
  return (await at.drupal.from(at.headers(COOKIE))).uid;
}

export function hostileSessionsSuite(): void {
  describe("a session's payload", () => {
    it.each([
      ['the uid as a string', attributes('s:1:"2";')],
      ['the uid as an int', attributes('i:2;')],
      ['all in one array', 'a:1:{s:15:"_sf2_attributes";a:1:{s:3:"uid";s:1:"2";}}'],
      ['objects with NUL bytes', `${attributes('s:1:"2";')}x|O:1:"A":1:{s:4:"\0A\0p";s:3:"a\0b";}`],
      ['keys of JavaScript', `__proto__|a:1:{s:3:"uid";s:1:"1";}constructor|N;${attributes('s:1:"2";')}`],
      ['another serializer of PHP', Buffer.from([0, 0, 0, 2, 0x14, 1, 0x11, 3])],
    ])('names its user with %s', async (_name, payload) => {
      expect(await whoIs(payload)).toBe(2);
    });

    it.each([
      ['nothing', null],
      ['no bytes', ''],
      ['another uid than the column', attributes('s:1:"1";')],
      ['a uid that only starts like it', attributes('s:3:"2 1";')],
      ['no uid', '_sf2_attributes|a:0:{}'],
      ['a list as uid', attributes('a:1:{i:0;s:1:"2";}')],
      ['attributes that are an object', '_sf2_attributes|O:1:"A":1:{s:3:"uid";s:1:"2";}'],
      ['a uid in a prototype only', '_sf2_attributes|a:1:{s:9:"__proto__";a:1:{s:3:"uid";s:1:"2";}}'],
      ['a cut end', attributes('s:1:"2";').slice(0, -1)],
      ['a lie about a length', attributes('s:9:"2";')],
      ['10,000 levels', `${attributes('s:1:"2";')}x|${'a:1:{i:0;'.repeat(10_000)}`],
      ['attributes given twice', `${attributes('s:1:"2";')}${attributes('s:1:"1";')}`],
      ['a forged key inside a text', `x|s:42:"${attributes('s:1:"2";')}";`],
    ])('names nobody with %s', async (_name, payload) => {
      expect(await whoIs(payload)).toBe(0);
    });
  });
}
