import { hashSessionId } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

/** Session, keys and token of a throwaway Drupal 10.6.15, as `GET /session/token` answered. */
const real = {
  cookieValue: 'a3q5lWW0COlPAl9UbgBVds58fIWmG,CWAM9IHxLV86a2bglN',
  sid: '4eFfej56Cr9xJRRHTsRarJOg594RP2glD1Z8z9zr624',
  payload:
    '_sf2_attributes|a:2:{s:3:"uid";s:1:"1";s:15:"check_logged_in";b:1;}_sf2_meta|a:4:{s:1:"u";i:1795240073;s:1:"c";i:1795240073;s:1:"l";i:2000000;s:1:"s";s:43:"aU5KZPV7iac-AYhiYUNYpnsVLhb0pWg8_Uai2H1QCzM";}',
  privateKey: 'bQL8dRLT11B2xHxOqlLQeskDYU_DFlUHMZolZIw-5w1-7AEKz4LCpMb4ippPzW74aUmSvrAGhg',
  hashSalt: '7QWXqGJfolB9_iimQkldJOsMWkuSmG0ztszbK2w-dEK_lTZhGFmlDmxfcP89g7lQNSs1ReaNIg',
  token: 'fIQgtT_9On5kRMKVj3dpTp1ioZb077AZkuNcWvb7htU',
};

describe('the CSRF token', () => {
  it('is the one a real Drupal gave for the same session', async () => {
    const at = await TemporarySite.install({ hashSalt: real.hashSalt });
    await at.site.setState('system.private_key', real.privateKey);
    await at.site.db
      .insertInto('sessions')
      .values({
        uid: 1,
        sid: real.sid,
        timestamp: Math.floor(Date.now() / 1000),
        session: Buffer.from(real.payload),
      })
      .execute();
    expect(hashSessionId(real.cookieValue)).toBe(real.sid);
    expect(await at.drupal.csrfToken(at.headers(real.cookieValue))).toBe(real.token);
  });

  it('is valid for its own session only', async () => {
    const at = await TemporarySite.install();
    const [mine, theirs] = [await at.logIn(1), await at.logIn(1)];
    const token = await at.drupal.csrfToken(mine);
    expect(await at.drupal.hasValidCsrfToken({ ...mine, 'x-csrf-token': token })).toBe(true);
    expect(await at.drupal.hasValidCsrfToken({ ...theirs, 'x-csrf-token': token })).toBe(false);
    expect(await at.drupal.hasValidCsrfToken({ 'x-csrf-token': token })).toBe(false);
  });

  it.each([[undefined], [''], ['wrong'], [['two', 'headers']], ['ü'.repeat(43)]])(
    'is not valid as %j',
    async (given) => {
      const at = await TemporarySite.install();
      const headers = await at.logIn(1);
      expect(await at.drupal.hasValidCsrfToken({ ...headers, 'x-csrf-token': given })).toBe(false);
    },
  );

  it('does not exist without a log-in, nor in a session without seed', async () => {
    const at = await TemporarySite.install();
    expect(await at.drupal.csrfToken({})).toBeUndefined();
    const headers = await at.logIn(1);
    await at.site.db
      .updateTable('sessions')
      .set({ session: Buffer.from('_sf2_attributes|a:1:{s:3:"uid";s:1:"1";}') })
      .execute();
    expect((await at.drupal.from(headers)).uid).toBe(1);
    expect(await at.drupal.csrfToken(headers)).toBeUndefined();
    expect(await at.drupal.hasValidCsrfToken({ ...headers, 'x-csrf-token': '' })).toBe(false);
  });

  it('is refused with a code when the salt or the private key is missing', async () => {
    const saltless = await TemporarySite.install({ hashSalt: '' });
    await expect(saltless.drupal.csrfToken({})).rejects.toMatchObject({ code: 'DRUPAL_HASH_SALT' });
    const keyless = await TemporarySite.install();
    await keyless.site.db.deleteFrom('key_value').execute();
    await expect(keyless.drupal.csrfToken(await keyless.logIn(1))).rejects.toMatchObject({
      code: 'DRUPAL_CONFIG_UNREADABLE',
    });
  });
});
