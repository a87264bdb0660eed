import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Scene } from './scene.ts';

interface TokenAnswer {
  readonly token: string;
  readonly user: string;
  readonly subscriptions: Readonly<Record<string, string>>;
}

/** Whoever means harm gets nothing. */
export async function playHostile({ arrive, cookieOf, site, claims, people }: Scene): Promise<void> {
  await claims.check(
    'a session that somebody else prepared isn’t the one that a log-in ends in: its holder gets no token of the user',
    'Chromium with a session cookie of the attacker’s making logs in as Alice; then the token route with that cookie',
    async () => {
      const [name = ''] = (await cookieOf(people.alice)).split('=');

      const prepared = 'f'.repeat(43);
      const victim = await arrive();
      await victim.bringCookie(name, prepared);
      await victim.logIn(people.alice);
      const cookie = await victim.cookie();
      const answer = await askToken(site.url, cookie);
      assert.equal(answer.user, people.alice.uid);
      const own = cookie.split('; ').find((item) => item.startsWith(`${name}=`));
      assert.notEqual(own, `${name}=${prepared}`, 'the log-in kept the prepared session');
      const stored = (id: string) => createHash('sha256').update(id).digest('base64url');
      const sid = createHash('sha256')
        .update(`nodejs-sid:${stored(prepared)}`)
        .digest('base64url');
      assert.notEqual(claimsOf(answer.token).sid, sid);
      assert.equal((await askToken(site.url, `${name}=${prepared}`)).user, '');
      await victim.leave();
      return undefined;
    },
  );

  await claims.check(
    'no route that changes something takes a request that another site could send',
    'each such route of the module: forms without their token, with the administrator’s cookie; the server’s routes without a signature, with an old one, and with one of another route',
    async () => {
      const owner = await arrive(site.admin);
      const cookie = await owner.cookie();
      const before = await site.ask<string>('settings-of', 'nodejs.settings');
      const forms = [
        ['/admin/config/services/nodejs', 'nodejs_settings', { pages: '/evil' }],
        ['/admin/config/services/nodejs/pair', 'nodejs_pair', {}],
        [
          '/admin/config/services/nodejs/channel',
          'nodejs_channel',
          { user: people.bob.uid, channel: 'user:1' },
        ],
        [`/admin/reports/nodejs/disconnect/${people.bob.uid}`, 'nodejs_disconnect', { confirm: '1' }],
      ] as const;
      for (const [path, form_id, fields] of forms) {
        const response = await fetch(site.url + path, {
          method: 'POST',
          headers: { Cookie: cookie, Origin: 'https://evil.example' },
          body: new URLSearchParams({ form_id, op: 'Save configuration', ...fields }),
          redirect: 'manual',
        });
        assert.equal(response.status, 200, `${path} was submitted`);
        const text = await response.text();
        assert.doesNotMatch(text, /nodejs1\./, `${path} made a line`);
      }
      assert.equal(await site.ask<string>('settings-of', 'nodejs.settings'), before);
      const signed = ['flush', 'events', 'rpc', 'subscribe', 'publish'];
      for (const name of signed) {
        for (const signature of ['', `k=b1,t=${Math.floor(Date.now() / 1000)},v=${'0'.repeat(64)}`]) {
          const response = await fetch(`${site.url}/nodejs/${name}`, {
            method: 'POST',
            headers: { Cookie: cookie, 'X-Nodejs-Signature': signature },
            body: '{}',
          });
          assert.equal(response.status, 403, name);
        }
      }
      assert.equal((await fetch(`${site.url}/nodejs/revocations?since=0`)).status, 403);
      await owner.leave();
      return `${forms.length} forms, ${signed.length + 1} signed routes`;
    },
  );

  await claims.check(
    'the token route tells another site’s pages nothing',
    'GET and POST with a foreign Origin and a session cookie: no header that lets such a page read the answer; a preflight',
    async () => {
      const visitor = await arrive(people.bob);
      const headers = { Cookie: await visitor.cookie(), Origin: 'https://evil.example' };
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const response = await fetch(`${site.url}/nodejs/token`, {
          method,
          headers,
          ...(method === 'POST' ? { body: '{"tickets":{}}' } : {}),
        });
        assert.equal(response.headers.get('access-control-allow-origin'), null, method);
        if (method !== 'OPTIONS') {
          assert.match(response.headers.get('cache-control') ?? '', /no-store/);
        }
      }
      await visitor.leave();
      return undefined;
    },
  );

  await claims.check(
    'an app without a session proves who it is by whatever the site takes, and gets that user’s tokens',
    'core’s basic_auth in the place of an OAuth provider: right password, wrong password',
    async () => {
      await site.ask('install-module', 'basic_auth');
      const ask = async (password: string) => {
        const response = await fetch(`${site.url}/nodejs/token`, {
          headers: { Authorization: `Basic ${btoa(`${people.bob.name}:${password}`)}` },
        });
        return [response.status, response.headers.get('set-cookie'), await response.text()] as const;
      };
      const [status, cookie, text] = await ask(people.bob.password);
      assert.deepEqual([status, cookie], [200, null]);
      const answer = JSON.parse(text) as TokenAnswer;
      assert.equal(answer.user, people.bob.uid);
      assert.equal(claimsOf(answer.token).sid, undefined, 'there is no session to name');
      const [wrong, , refused] = await ask('wrong');
      assert.ok(wrong !== 200 || (JSON.parse(refused) as TokenAnswer).user === '', `status ${wrong}`);
      await site.ask('uninstall-module', 'basic_auth');
      return `HTTP ${wrong} with a wrong password`;
    },
  );
}

async function askToken(url: string, cookie: string): Promise<TokenAnswer> {
  return (await (await fetch(`${url}/nodejs/token`, { headers: { Cookie: cookie } })).json()) as TokenAnswer;
}

function claimsOf(token: string): { readonly sid?: string } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    readonly sid?: string;
  };
}
