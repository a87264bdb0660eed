import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createApp, type DrupalApp } from '@drupal-nodejs/app';
import { openDatabase } from '@drupal-nodejs/drupal';
import type { Page } from 'playwright-core';
import { ExampleApp } from '../example-app.ts';
import type { Scene } from './scene.ts';

const mails = 10_000;
const mail = { to: 'user%n@example.com', subject: 'Grüße Nº %n', body: 'Your export is ready.' };
/** How often the example's push server looks again at log-ins. */
const sweep = '1s';

interface DrupalsAnswer {
  readonly uid: number;
  readonly name: string;
  readonly roles: readonly string[];
}

/** Apps on Drupal's users: log-in, rights and content of a real Drupal, in a browser. */
export async function playApp(scene: Scene): Promise<void> {
  const { cookieOf, site, browser, claims, people } = scene;

  await claims.check(
    'who logs in at an app is logged in at Drupal, and both say the same of them; so with log-out',
    'the example chat in Chromium: its form, its cookie at a page of Drupal’s that asks currentUser(), its log-out',
    async () => {
      await using chat = await ExampleApp.start('chat', scene, { SWEEP: sweep });
      const page = await chat.visit(browser, people.alice.name, people.alice.password);
      const ask = async (address: string) => (await page.request.get(address)).json();
      const theirs = (await ask(`${site.url}/nodejs-e2e/whoami`)) as DrupalsAnswer;
      const ours = (await ask(`${chat.url}/drupal/session`)) as DrupalsAnswer;
      assert.equal(String(ours.uid), people.alice.uid);
      assert.deepEqual(
        { uid: ours.uid, name: ours.name, roles: [...ours.roles].sort() },
        { uid: theirs.uid, name: theirs.name, roles: [...theirs.roles].sort() },
      );
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('button', { name: 'Log in' }).waitFor();
      const after = (await ask(`${site.url}/nodejs-e2e/whoami`)) as DrupalsAnswer;
      assert.deepEqual([after.uid, ((await ask(`${chat.url}/drupal/session`)) as DrupalsAnswer).uid], [0, 0]);
      await page.context().close();
      return `${ours.name} with ${ours.roles.length} roles, and nobody afterwards`;
    },
  );

  await claims.check(
    'Drupal’s flood control counts failed log-ins at an app by the visitor’s address',
    'wrong passwords from two addresses through packages/app, with reverse_proxy in settings.php; the table flood',
    async () => {
      site.changeSettings(
        "$settings['reverse_proxy'] = TRUE;\n$settings['reverse_proxy_addresses'] = ['127.0.0.1'];",
      );
      const app = await openApp(scene);
      try {
        const attempt = async (address: string, pass: string) => {
          const route = app.routes.find(({ path }) => path === '/drupal/log-in');
          const headers = { 'content-type': 'application/json' };
          const request = { method: 'POST', url: '/drupal/log-in', headers, address };
          try {
            const body = { name: people.bob.name, pass };
            return (await route?.answer(await app.visit(request), request, body))?.status;
          } catch (error) {
            return error instanceof Error ? error.message : '';
          }
        };
        const said: unknown[] = [];
        for (let n = 0; n < 6; n++) said.push(await attempt('203.0.113.7', 'guess'));
        assert.match(String(said[0]), /unrecognized username or password/i);
        assert.match(String(said.at(-1)), /too many|more than|flood|blocked/i);
        assert.equal(await attempt('198.51.100.9', people.bob.password), 200);
        const counted = await site.ask<readonly string[]>('flood');
        assert.deepEqual(counted, ['203.0.113.7']);
        return `after 5: “${said.at(-1)}”; from elsewhere bob gets in`;
      } finally {
        await app.close();
        site.changeSettings();
      }
    },
  );

  await claims.check(
    'an app reads and changes Drupal’s content as its visitor may',
    'JSON:API, aliases, a menu, a REST export and /nodejs/access through packages/app, as administrator, as bob and as nobody',
    async () => {
      const nid = await site.ask<string>('create-article', 'For the app');
      await site.ask('create-alias', `/node/${nid}`, '/for-the-app');
      const app = await openApp(scene);
      try {
        const contentOf = async (cookie: string) =>
          (await app.visit({ method: 'GET', url: '/', headers: { cookie }, address: '127.0.0.1' })).content;
        const admin = await contentOf(await cookieOf(site.admin));
        const bob = await contentOf(await cookieOf(people.bob));
        const nobody = await contentOf('');
        const found = await nobody.resolvePath('/For-The-App', { include: ['uid'] });
        assert.equal(found?.attributes.title, 'For the app');
        const { type, id } = found;
        assert.deepEqual(
          [
            await admin.access('update', found),
            await bob.access('update', found),
            await bob.access('view', found),
          ],
          [true, false, true],
        );
        await assert.rejects(bob.update(type, id, { attributes: { title: 'Bob’s' } }), {
          code: 'APP_CONTENT_REFUSED',
          statusCode: 403,
        });
        const updated = await admin.update(type, id, {
          attributes: { title: 'Changed by the app', status: false },
        });
        assert.equal(updated.attributes.title, 'Changed by the app');
        // Unpublished: it isn't there for them.
        assert.deepEqual(
          [await nobody.get(type, id), await bob.resolvePath('/for-the-app')],
          [undefined, undefined],
        );
        assert.equal((await admin.get(type, id))?.attributes.status, false);
        const made = await admin.create('node--e2e_article', { attributes: { title: 'Made by the app' } });
        const { items } = await bob.list('node--e2e_article', { filter: { title: 'Made by the app' } });
        assert.deepEqual(
          items.map((each) => each.id),
          [made.id],
        );
        const rows = await nobody.view('/e2e/api/articles');
        assert.ok(JSON.stringify(rows).includes('Made by the app'), JSON.stringify(rows));
        const menu = await nobody.menu('main');
        assert.ok(
          menu.some(({ title }) => title === 'Home'),
          JSON.stringify(menu),
        );
        for (const each of [made.id, id]) await admin.delete(type, each);
        assert.equal(await admin.get(type, id), undefined);
        return `${type}: found by alias, changed, hidden, made, listed, deleted; menu of ${menu.length}`;
      } finally {
        await app.close();
      }
    },
  );

  await claims.check(
    'a role that is taken, a block and a log-out reach an app’s open page within the sweep',
    `the example chat in Chromium, told nothing by Drupal: auth.session.sweep ${sweep} is all there is; User::removeRole(), User::block(), Drupal’s own log-out`,
    async () => {
      await using chat = await ExampleApp.start('chat', scene, { SWEEP: sweep });
      const took = async (page: Page, change: () => Promise<unknown>, words: string) => {
        await change();
        const start = performance.now();
        await page.getByText(words).first().waitFor();
        return Math.round(performance.now() - start);
      };
      const alice = await chat.visit(browser, people.alice.name, people.alice.password);
      await alice.evaluate('document.getElementById("state").textContent = "before"');
      // It is cut and comes back with the rights that are left.
      const role = await took(alice, () => site.ask('take-role', people.alice.uid, 'editor'), 'live');
      const roles = ((await (await alice.request.get(`${chat.url}/drupal/session`)).json()) as DrupalsAnswer)
        .roles;
      assert.deepEqual(roles, ['authenticated']);
      const block = await took(alice, () => site.ask('block-account', people.alice.uid), 'Password');
      await site.ask('unblock-account', people.alice.uid, 'editor');
      await alice.context().close();

      const bob = await chat.visit(browser, people.bob.name, people.bob.password);
      const logOut = await took(bob, () => site.ask('end-sessions', people.bob.uid), 'Password');
      await bob.context().close();
      return `role ${role} ms, block ${block} ms, session ended ${logOut} ms`;
    },
  );

  await claims.check(
    'PHP queues 10,000 mails, Node writes them, and a page shows how far it is',
    'the example queue in Chromium; items of \\Drupal::queue(); each mail a file',
    async () => {
      await using queue = await ExampleApp.start('queue', scene);
      // All of them are written in a few seconds: whoever comes to look first sees that.
      const page = await queue.visit(browser, site.admin.name, site.admin.password);
      const start = performance.now();
      assert.equal(await site.ask('queue-push', 'mails', mails, mail), mails);
      await page.getByText(/\d % of/).waitFor();
      const shares = new Set<string>();
      while ((await page.locator('#left').textContent()) !== '0') {
        shares.add((await page.locator('#summary').textContent()) ?? '');
        await page.waitForFunction(
          `document.getElementById("left").textContent !== ${JSON.stringify(await page.locator('#left').textContent())}`,
        );
      }
      const seconds = Math.round((performance.now() - start) / 1000);
      const written = readdirSync(queue.outbox).filter((file) => file.endsWith('.eml')).length;
      assert.equal(written, mails);
      await page.context().close();
      // Of Node's library and not the module's, whose uninstall is tried later.
      const db = await openDatabase(site.databaseUrl, { access: 'write' });
      await db.schema.dropTable('nodejs_queue_attempt').execute();
      await db.destroy();
      return `${written} mails in ${seconds} s; the page showed ${shares.size} states on the way`;
    },
  );
}

async function openApp({ site, secrets }: Scene): Promise<DrupalApp> {
  return await createApp({ database: site.databaseUrl, baseUrl: site.url, hashSalt: secrets.hashSalt });
}
