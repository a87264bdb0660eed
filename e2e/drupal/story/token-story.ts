import assert from 'node:assert/strict';
import { sdkClient } from '../sdk-client.ts';
import type { Scene } from './scene.ts';

interface TokenAnswer {
  readonly token: string;
  readonly expires: number;
  readonly user: string;
  readonly subscriptions: Readonly<Record<string, string>>;
}

/** The token route: who gets which token, and what it opens. */
export async function playTokens({ arrive, site, server, claims, people }: Scene): Promise<void> {
  await claims.check(
    'GET /nodejs/token answers an anonymous visitor and starts no session',
    'fetch without cookies; sessions counted before and after',
    async () => {
      const before = await site.ask<number>('count-sessions');
      const response = await fetch(`${site.url}/nodejs/token`);
      const answer = (await response.json()) as TokenAnswer;
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('set-cookie'), null);
      assert.match(response.headers.get('cache-control') ?? '', /no-store|private/);
      assert.equal(answer.user, '');
      assert.equal(await site.ask<number>('count-sessions'), before);
      return `Cache-Control: ${response.headers.get('cache-control')}; channels: ${Object.keys(answer.subscriptions).join(', ')}`;
    },
  );

  await claims.check(
    'the push server accepts the token of a logged-in user',
    'a log-in, GET /nodejs/token with its cookie, connect and subscribe by the official SDK',
    async () => {
      const visitor = await arrive(people.alice);
      const response = await fetch(`${site.url}/nodejs/token`, {
        headers: { Cookie: await visitor.cookie() },
      });
      const answer = (await response.json()) as TokenAnswer;
      await visitor.leave();
      assert.equal(answer.user, people.alice.uid);
      const channel = `user:${people.alice.uid}`;
      const subscriptionToken = answer.subscriptions[channel];
      assert.ok(subscriptionToken, `no subscription token for ${channel}`);
      await using client = sdkClient(server.webSocketUrl, { token: answer.token });
      await client.connected();
      await client.subscribed(channel, subscriptionToken);
      return `subscribed to ${channel}`;
    },
  );

  await claims.check(
    'the push server refuses a token that somebody else signed',
    'the same token with its signature changed, by the official SDK',
    async () => {
      const answer = (await (await fetch(`${site.url}/nodejs/token`)).json()) as TokenAnswer;
      const [head, body, signature = ''] = answer.token.split('.');
      const forged = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      await using client = sdkClient(server.webSocketUrl, { token: forged });
      const code = await client.refused();
      return `disconnected with ${code}`;
    },
  );
}
