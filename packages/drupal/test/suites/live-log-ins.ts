import { createSessionAuthenticator } from '@drupal-nodejs/drupal';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BASE_URL, TemporarySite } from '../temporary-site.ts';

/** A user with an open connection: what a review says of it after something happened. */
async function connected(isLive = true) {
  const at = await TemporarySite.install();
  const uid = await at.createUser('Alice', { roles: ['editor'] });
  const { cookieValue, sid } = await at.site.createSession({ uid });
  const headers = at.headers(cookieValue);
  const authenticator = await createSessionAuthenticator({
    database: at.url,
    baseUrl: BASE_URL,
    channels: ['user:{uid}', 'role:{rid}'],
  });
  onTestFinished(() => authenticator.close());
  const login = isLive ? (await authenticator.authenticate(headers))?.login : undefined;
  const verdict = async () => (await authenticator.review(login ? [login] : []))[0];
  return { at, uid, sid, headers, authenticator, verdict };
}

const now = () => Math.floor(Date.now() / 1000);

export function liveLogInsSuite(): void {
  describe('a log-in with an open connection', () => {
    it('holds while nothing happens', async () => {
      const { verdict } = await connected();
      expect(await verdict()).toBe('holds');
    });

    it('ends with its session: log-out, password change or a block by Drupal', async () => {
      const { at, sid, verdict } = await connected();
      await at.site.db.deleteFrom('sessions').where('sid', '=', sid).execute();
      expect(await verdict()).toBe('ended');
    });

    it('ends with the block of its user, though the session stays', async () => {
      const { at, uid, verdict } = await connected();
      await at.site.db.updateTable('users_field_data').set({ status: 0 }).where('uid', '=', uid).execute();
      expect(await verdict()).toBe('ended');
    });

    it('ends with its user, though the session stays', async () => {
      const { at, uid, verdict } = await connected();
      await at.site.write((db) => db.deleteFrom('users_field_data').where('uid', '=', uid).execute());
      expect(await verdict()).toBe('ended');
    });

    it('ends when the session becomes that of another user', async () => {
      const { at, sid, verdict } = await connected();
      await at.site.db.updateTable('sessions').set({ uid: 1 }).where('sid', '=', sid).execute();
      expect(await verdict()).toBe('ended');
    });

    it('changes with the roles of its user', async () => {
      const { at, uid, verdict } = await connected();
      await at.site.db.deleteFrom('user__roles').where('entity_id', '=', uid).execute();
      expect(await verdict()).toBe('changed');
    });

    it('holds for longer than an unused session counts, for who only listens uses none', async () => {
      const { at, sid, verdict, headers } = await connected();
      const long = now() - 300_000;
      await at.site.db.updateTable('sessions').set({ timestamp: long }).where('sid', '=', sid).execute();
      expect(await verdict()).toBe('holds');
      expect((await at.drupal.from(headers)).uid).toBe(0);
    });

    it('is told apart from all the others, in their order', async () => {
      const { at, authenticator } = await connected(false);
      const sids: string[] = [];
      const logins: object[] = [];
      for (let n = 0; n < 600; n++) {
        const { cookieValue, sid } = await at.site.createSession({ uid: 1 });
        sids.push(sid);
        const identity = await authenticator.authenticate(at.headers(cookieValue));
        if (identity) logins.push(identity.login);
      }
      const [first = '', last = ''] = [sids[3], sids[599]];
      await at.site.db.deleteFrom('sessions').where('sid', 'in', [first, last]).execute();
      const verdicts = await authenticator.review(logins);
      expect(verdicts.flatMap((verdict, n) => (verdict === 'holds' ? [] : [[n, verdict]]))).toEqual([
        [3, 'ended'],
        [599, 'ended'],
      ]);
    });

    it('is nothing that anybody could make up', async () => {
      const { authenticator } = await connected();
      expect(await authenticator.review([{ uid: 1 }])).toEqual(['changed']);
    });

    it('is not judged by a database that fails', async () => {
      const { at, verdict } = await connected();
      await at.site.db.schema.dropTable('user__roles').execute();
      await expect(verdict()).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_FAILED' });
    });
  });
}
