import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { sdkClient } from '../../sdk-client.ts';
import type { Scene } from '../scene.ts';

const claimsOfOauth = [
  'with a bearer of simple_oauth an app gets its user’s token, connects by the official SDK and hears its user’s channel',
  'a bearer that is made up gets no token, and one that may little says so to apps',
  'a blocked account’s bearer gets no token',
] as const;

interface TokenAnswer {
  readonly token: string;
  readonly user: string;
  readonly subscriptions: Readonly<Record<string, string>>;
}

/** An app without a session, that comes with a bearer of simple_oauth. */
export async function playOauth(scene: Scene): Promise<void> {
  const { site, server, claims, people } = scene;
  const { uid } = people.alice;
  const secret = randomBytes(16).toString('hex');
  const client = ['e2e-app', secret] as const;
  if (!(await scene.bring(['simple_oauth', 'consumers'], claimsOfOauth, 'contrib/oauth', uid, ...client)))
    return;
  const ask = (bearer: string) =>
    fetch(`${site.url}/nodejs/token`, { headers: { Authorization: `Bearer ${bearer}` } });
  let bearer = '';

  await claims.check(claimsOfOauth[0], 'POST /oauth/token, GET /nodejs/token, a WebSocket', async () => {
    const grant = await fetch(`${site.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client[0],
        client_secret: client[1],
        scope: 'e2e',
      }),
    });
    const granted = await grant.text();
    assert.equal(grant.status, 200, granted);
    bearer = (JSON.parse(granted) as { access_token: string }).access_token;
    const response = await ask(bearer);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const answer = JSON.parse(text) as TokenAnswer;
    assert.equal(answer.user, uid);
    assert.match(response.headers.get('cache-control') ?? '', /no-store|private/);
    assert.equal(response.headers.get('set-cookie'), null);
    await using sdk = sdkClient(server.webSocketUrl, { token: answer.token });
    await sdk.connected();
    const channel = `user:${uid}`;
    await sdk.subscribed(channel, answer.subscriptions[channel]);
    const heard = sdk.published(channel);
    await server.call('publish', { channel, data: { hello: 'app' } });
    assert.deepEqual((await heard).data, { hello: 'app' });
    return `user ${answer.user}; channels: ${Object.keys(answer.subscriptions).join(', ')}`;
  });

  await claims.check(
    claimsOfOauth[1],
    'the last letters of the same bearer changed; BearerTokens',
    async () => {
      const forged = `${bearer.slice(0, -8)}AAAAAAAA`;
      const response = await ask(forged);
      assert.ok(response.status === 401 || response.status === 403, `HTTP ${response.status}`);
      const told = await site.ask<Record<string, { uid: number; permissions: true | string[] }>>(
        'contrib/bearers',
        bearer,
        forged,
      );
      assert.deepEqual(Object.keys(told), ['0']);
      assert.equal(told[0]?.uid, Number(uid));
      assert.deepEqual(told[0]?.permissions, ['access content']);
      return `HTTP ${response.status}; it may ${String(told[0]?.permissions)}`;
    },
  );

  await claims.check(claimsOfOauth[2], 'the account blocked by another process', async () => {
    await site.ask('block-account', uid);
    const response = await ask(bearer);
    assert.ok(response.status === 401 || response.status === 403, `HTTP ${response.status}`);
    assert.deepEqual(Object.keys(await site.ask('contrib/bearers', bearer)), []);
    await site.ask('unblock-account', uid);
    return `HTTP ${response.status}`;
  });
}
