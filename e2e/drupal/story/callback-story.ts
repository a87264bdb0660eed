import assert from 'node:assert/strict';
import { sdkClient } from '../sdk-client.ts';
import type { Scene } from './scene.ts';

/** The classic way in: the push server asks Drupal who a token belongs to. */
export async function playCallback({ arrive, site, server, claims, secrets, people }: Scene): Promise<void> {
  const token = async () => site.ask<string>('callback-token', people.bob.uid, 300);

  await claims.check(
    'the push server asks Drupal about a classic token and takes the user in (auth.callback)',
    'token of a live session, connect by the official SDK without any JWT, publish to the user’s channel',
    async () => {
      const visitor = await arrive(people.bob);
      await using client = sdkClient(server.webSocketUrl, {
        token: await token(),
        data: { clientSide: true },
      });
      await client.connected();
      const channel = `user:${people.bob.uid}`;
      await client.subscribed(channel);
      const heard = client.published(channel);
      await server.call('publish', { channel, data: 'hello' });
      assert.equal((await heard).data, 'hello');
      await visitor.leave();
      return `subscribed to ${channel} by right`;
    },
  );

  await claims.check(
    'a classic token that Drupal didn’t sign is refused',
    'connect by the official SDK',
    async () => {
      const [claimsPart] = (await token()).split('.');
      await using client = sdkClient(server.webSocketUrl, {
        token: `${claimsPart}.AAAA`,
        data: { clientSide: true },
      });
      return `disconnected with ${await client.refused()}`;
    },
  );

  await claims.check(
    'Drupal’s message route refuses a wrong service key with 403 and an empty body with 400',
    'fetch',
    async () => {
      const ask = async (body: URLSearchParams) =>
        (await fetch(`${site.url}/nodejs/message`, { method: 'POST', body })).status;
      const messageJson = JSON.stringify({
        messageType: 'authenticate',
        authToken: await token(),
        clientId: 'x',
      });
      assert.equal(await ask(new URLSearchParams({ serviceKey: 'wrong', messageJson })), 403);
      assert.equal(await ask(new URLSearchParams({ serviceKey: secrets.callbackKey })), 400);
      assert.equal(await ask(new URLSearchParams({ serviceKey: secrets.callbackKey, messageJson })), 200);
      return undefined;
    },
  );
}
