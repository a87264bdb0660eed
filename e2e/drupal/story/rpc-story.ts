import assert from 'node:assert/strict';
import { waitUntilLive } from '../visitor.ts';
import type { Scene } from './scene.ts';

interface CallAnswer {
  readonly result?: unknown;
  readonly failure?: string;
  readonly code?: number;
}

/** Pages ask Drupal through the push server, and PHP asks the push server. */
export async function playRpc({ arrive, site, server, claims, people }: Scene): Promise<void> {
  const visitor = await arrive(people.alice);
  const page = await visitor.open('/nodejs-e2e/page');
  await waitUntilLive(page);

  await claims.check(
    'a page’s rpc is answered by a method of a Drupal service, as the page’s user; refusals and unknown methods reach the page with their codes',
    'Drupal.nodejs.rpc() of Alice’s page; backend.rpc of the server',
    async () => {
      const answer = await page.evaluate('Drupal.nodejs.rpc("e2e.whoami", { number: 7 })');
      assert.deepEqual(answer, { uid: people.alice.uid, mayReport: false, data: { number: 7 } });
      const codes = await page.evaluate(
        'Promise.all(["e2e.refuse", "e2e.nothing", "nobody.knows"].map((method) => Drupal.nodejs.rpc(method, null).catch(({ code }) => code)))',
      );
      assert.deepEqual(codes, [410, 404, 104]);
      return JSON.stringify(answer);
    },
  );

  await claims.check(
    'Drupal decides who may listen and publish without a token, and changes what is published',
    'Drupal.nodejs.on() and publish() of Alice’s page in a namespace of backend.subscribe and backend.publish',
    async () => {
      await page.evaluate(`
        window.open = [];
        window.subscribed = new Promise((subscribed) => Drupal.nodejs.on('e2e:open', { subscribed, publication: ({ data }) => window.open.push(data) }));
        window.refused = new Promise((resolve) => Drupal.nodejs.on('e2e:closed', { error: ({ status }) => resolve(status) }));
      `);
      await page.evaluate('window.subscribed.then(() => undefined)');
      assert.equal(await page.evaluate('window.refused'), 403);
      await page.evaluate('Drupal.nodejs.publish("e2e:open", "<b>hello</b>")');
      await page.waitForFunction('window.open.length > 0', undefined, { polling: 10 });
      assert.deepEqual(await page.evaluate('window.open'), ['alice: hello']);
      return 'refused with 403; published as “alice: hello”';
    },
  );
  await visitor.leave();

  await claims.check(
    'PHP calls a plugin of the push server, hears its refusal, and waits no longer than it says',
    'Server::call() in a Drupal request; a plugin with a call that never answers, 0.3 s',
    async () => {
      const call = async (name: string, data: unknown, timeout = 2) => {
        const response = await fetch(`${site.url}/nodejs-e2e/call`, {
          method: 'POST',
          body: JSON.stringify({ call: name, data, timeout }),
        });
        return (await response.json()) as CallAnswer;
      };
      assert.deepEqual(await call('adder.add', { numbers: [1, 2, 3.5] }), { result: 6.5 });
      assert.equal((await call('adder.add', {})).code, 400);
      assert.equal((await call('adder.nothing', {})).code, 104);
      const start = performance.now();
      const late = await call('adder.never', {}, 0.3);
      const ms = Math.round(performance.now() - start);
      assert.match(late.failure ?? '', /ServerUnreachable$/);
      await server.call('info', {});
      return `gave up after ${ms} ms, the request included`;
    },
  );
}
