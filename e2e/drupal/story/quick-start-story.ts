import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { freePort } from '../../../packages/server/test/free-ports.ts';
import { hasCommand, TlsProxy } from '../../../packages/server/test/proxies/proxy.ts';
import { behindNginx, nginxBeforeSite } from '../behind-nginx.ts';
import { Machine } from '../machine.ts';
import { Visitor, waitUntilLive } from '../visitor.ts';
import { Chat } from './chatroom/chat.ts';
import type { Scene } from './scene.ts';

const docs = join(import.meta.dirname, '../../../docs');

/** What stands under a heading with a number. */
interface Step {
  readonly title: string;
  readonly blocks: readonly string[];
}

/** What a step asks for beside its blocks: it types them itself. */
type Deeds = Readonly<Record<string, (blocks: readonly string[]) => Promise<string | undefined>>>;

/** From a running Drupal behind nginx with TLS to a live list and a chatroom, by the pages' own blocks. */
export async function playQuickStart({ site, server, browser, claims, people }: Scene): Promise<void> {
  if (!hasCommand('nginx')) {
    console.log('not tried: the quick starts; apt-get install nginx-light');
    return;
  }
  const ports = { listen: await freePort(), api: await freePort() };
  await using proxy = await TlsProxy.start(nginxBeforeSite(site.url), '', () => '');
  // A Drupal that has nothing of ours, and no server.
  await server.stop();
  await site.ask('uninstall-module', 'nodejs_e2e', 'nodejs');
  for (const name of ['nodejs', 'chatroom']) rmSync(join(site.directory, 'modules', name));
  const settings = `${behindNginx} $settings['nodejs'] = [];`;
  site.changeSettings(settings);
  await using machine = await Machine.prepare({ site, proxy, ports });
  const arrive = (): Promise<Visitor> => Visitor.arrive(browser, proxy.url, { trustsAll: true });
  const owner = await arrive();
  await owner.logIn(site.admin);

  const start = performance.now();
  const follow = async (page: string, deeds: Deeds): Promise<void> => {
    const steps = stepsOf(readFileSync(join(docs, page), 'utf8'));
    const titles = steps.map(({ title }) => title);
    for (const title of Object.keys(deeds)) assert.ok(titles.includes(title), `${page} has no “${title}”`);
    for (const { title, blocks } of steps) {
      const holds = await claims.check(
        `whoever follows docs/${page} gets through “${title}”`,
        'what the page says, typed into a shell and clicked in Chromium; npm, systemd and Drush have stand-ins',
        async () => {
          const deed = deeds[title];
          if (deed !== undefined) return deed(blocks);
          assert.notEqual(blocks.length, 0, 'nothing to type, and nobody who clicks');
          await typeAll(blocks);
          return undefined;
        },
      );
      if (!holds)
        throw new Error(`nobody gets beyond it; the push server said: ${machine.output.slice(-500)}`);
    }
  };
  const typeAll = async (blocks: readonly string[]): Promise<readonly string[]> => {
    const said: string[] = [];
    for (const block of blocks) said.push(await machine.type(block));
    return said;
  };

  await follow('quick-start.md', {
    '3. The server': async ([init = '', line = '', rebuild = '', ...more]) => {
      assert.deepEqual(more, []);
      const said = await machine.type(init);
      const [beginning = ''] = line.split('…');
      const pairing = said.split('\n').find((text) => text.startsWith(beginning));
      assert.ok(pairing !== undefined && beginning !== '', said);
      site.changeSettings(`${settings} ${pairing}`);
      await machine.type(rebuild);
      return undefined;
    },
    '4. The web server': async ([copy = '', line = '', reload = '', ...more]) => {
      assert.deepEqual(more, []);
      await machine.type(copy);
      await machine.addToServerBlock(line);
      await machine.type(reload);
      return undefined;
    },
    '6. See that it works': async ([doctor = '', notice = '', ...more]) => {
      assert.deepEqual(more, []);
      const said = await machine.type(doctor);
      const visitors = [await arrive(), await arrive()];
      const pages = await Promise.all(visitors.map((visitor) => visitor.open('/')));
      for (const page of pages) await waitUntilLive(page);
      await machine.type(notice);
      for (const page of pages) await page.getByText('It works.').first().waitFor();
      for (const visitor of visitors) await visitor.leave();
      return said.trim().split('\n').at(-1);
    },
    '7. A live list': async () => {
      await makeLive(await owner.open('/admin/structure/views/view/frontpage/edit/page_1'));
      const visitor = await arrive();
      const list = await visitor.open('/node');
      await waitUntilLive(list);
      await list.evaluate('window.isSamePage = true');
      const article = { type: 'e2e_article', title: 'There it is', status: 1, promote: 1 };
      await site.ask('save-content', 'node', null, article);
      await list.getByText(article.title).first().waitFor();
      assert.equal(await list.evaluate('window.isSamePage'), true);
      await visitor.leave();
      return undefined;
    },
  });

  await follow('quick-start-chatroom.md', {
    // The last block is what init writes; its own test compares them.
    '2. The server': async ([init = '']) => {
      await machine.type(init);
      return undefined;
    },
    '3. A room': async () => {
      const rooms = await owner.open('/admin/content/chatroom');
      await rooms.getByRole('link', { name: 'Add a room' }).click();
      await rooms.getByLabel('Title').fill('Lobby');
      await rooms.getByLabel('Authenticated user').selectOption('member');
      // Core finds the machine name a moment later, and without it nothing is sent.
      await rooms.locator('.machine-name-value', { hasText: 'lobby' }).waitFor();
      await rooms.getByRole('button', { name: 'Save' }).click();
      await rooms.locator('[data-drupal-messages]').getByText('The room Lobby is settled.').waitFor();
      const [alice, bob] = [await arrive(), await arrive()];
      await alice.logIn(people.alice);
      await bob.logIn(people.bob);
      const [atAlice, atBob] = [
        new Chat(await alice.open('/chatroom')),
        new Chat(await bob.open('/chatroom')),
      ];
      await atAlice.write('Is anybody there?');
      await atBob.line('Is anybody there?').waitFor();
      await atBob.write('I am');
      await atAlice.line('I am').waitFor();
      const seconds = Math.round((performance.now() - start) / 1_000);
      await alice.leave();
      await bob.leave();
      return `${seconds} s since the first step`;
    },
  });
  await owner.leave();
  site.changeSettings();
}

/** “Live” under “Other” of a view: tick the box, apply, save. */
async function makeLive(page: Page): Promise<void> {
  // Folded in Drupal 10, open in 11.
  const advanced = page.getByText('Advanced', { exact: true });
  if ((await advanced.count()) > 0) await advanced.click();
  await page.locator('#views-page-1-nodejs-views').click();
  const dialog = page.locator('.ui-dialog');
  await dialog.getByLabel('Update this list on open pages when its content changes').check();
  await dialog.getByRole('button', { name: 'Apply' }).first().click();
  await dialog.waitFor({ state: 'detached' });
  await page.locator('#edit-actions-submit').click();
  await page.locator('[data-drupal-messages]').getByText('has been saved').waitFor();
  await page.close();
}

/** The numbered steps of a page, and what is to be typed or pasted in each. */
function stepsOf(page: string): readonly Step[] {
  return page
    .split(/^## /m)
    .filter((section) => /^\d+\. /.test(section))
    .map((section) => ({
      title: section.split('\n', 1)[0] ?? '',
      blocks: [...section.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block = '']) => block),
    }));
}
