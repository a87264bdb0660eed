import { createHash } from 'node:crypto';
import { createSessionAuthenticator, type SessionAuthenticatorOptions } from '@drupal-nodejs/drupal';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BASE_URL, TemporarySite } from './temporary-site.ts';

async function authenticatorOf(at: TemporarySite, channels: readonly string[]) {
  const options: SessionAuthenticatorOptions = {
    database: at.url,
    schema: 'auto',
    baseUrl: BASE_URL,
    channels,
  };
  const authenticator = await createSessionAuthenticator(options);
  onTestFinished(() => authenticator.close());
  return authenticator;
}

describe('the session authenticator', () => {
  it('says who a cookie belongs to and which channels that user has', async () => {
    const at = await TemporarySite.install();
    const uid = await at.createUser('Alice', { roles: ['editor'] });
    const { cookieValue, sid } = await at.site.createSession({ uid });
    const authenticator = await authenticatorOf(at, ['user:{uid}', 'role:{rid}', 'news']);

    const before = Date.now() / 1000;
    const identity = await authenticator.authenticate(at.headers(cookieValue));

    expect(identity).toEqual({
      user: String(uid),
      sid: createHash('sha256').update(`nodejs-sid:${sid}`).digest('base64url'),
      issuedAt: expect.any(Number),
      info: { name: 'Alice' },
      channels: [`user:${uid}`, 'role:authenticated', 'role:editor', 'news'],
      channelsAre: 'subscriptions',
      login: expect.any(Object),
    });
    expect(identity?.issuedAt).toBeGreaterThanOrEqual(before);
    expect(identity?.issuedAt).toBeLessThanOrEqual(Date.now() / 1000);
  });

  it.each([
    [{ clientSide: true }, 'rights'],
    [{ clientSide: 1 }, 'subscriptions'],
    [null, 'subscriptions'],
    ['clientSide', 'subscriptions'],
    [['clientSide'], 'subscriptions'],
  ])('takes connect data %j for %s', async (data, channelsAre) => {
    const at = await TemporarySite.install();
    const authenticator = await authenticatorOf(at, ['user:{uid}']);
    const identity = await authenticator.authenticate({ ...(await at.logIn(1)), data });
    expect(identity?.channelsAre).toBe(channelsAre);
  });

  it('says nothing of visitors without a log-in', async () => {
    const at = await TemporarySite.install();
    const authenticator = await authenticatorOf(at, ['user:{uid}']);
    expect(await authenticator.authenticate({})).toBeUndefined();
    expect(await authenticator.authenticate(await at.logIn(0))).toBeUndefined();
    expect(await authenticator.authenticate({ cookie: 'a=b' })).toBeUndefined();
  });

  it('fails with a code when the database does, and lets nobody in', async () => {
    const at = await TemporarySite.install();
    const authenticator = await authenticatorOf(at, ['user:{uid}']);
    const headers = await at.logIn(1);
    await at.site.db.schema.dropTable('user__roles').execute();
    await expect(authenticator.authenticate(headers)).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_FAILED',
    });
  });

  it.each(['user:{id}', 'user:{uid', 'user:{}'])('refuses the channel pattern "%s"', async (pattern) => {
    const at = await TemporarySite.install();
    await expect(authenticatorOf(at, [pattern])).rejects.toMatchObject({ code: 'DRUPAL_CHANNEL_PATTERN' });
  });
});
