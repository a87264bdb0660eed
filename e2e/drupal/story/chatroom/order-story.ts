import assert from 'node:assert/strict';
import type { Scene } from '../scene.ts';
import { Chat, checkWithAxe, greet, meet } from './chat.ts';

/** What moderators do, and what becomes of lines. */
export async function playChatroomOrder(scene: Scene): Promise<void> {
  const { arrive, site, claims, people, screenshot } = scene;
  const { alice, bob } = await meet(scene);
  const admin = await arrive(site.admin);
  const atAlice = new Chat(await alice.open('/chatroom/lobby'));
  const atBob = new Chat(await bob.open('/chatroom/lobby'));
  await greet(atAlice, atBob);
  await claims.check(
    'a reported line stands in the queue, and goes from every screen when it is judged',
    'the menu of the line, the queue in Drupal, two browsers',
    async () => {
      await atAlice.write('Something rude');
      atBob.page.once('dialog', (dialog) => void dialog.accept('It is rude'));
      await atBob.menu('Something rude', 'Report');
      await atBob.page.getByText('A moderator will look at it').waitFor();
      const queue = await admin.open('/admin/content/chatroom/reports');
      const row = queue.locator('tr', { hasText: 'Something rude' });
      assert.match((await row.textContent()) ?? '', /It is rude/);
      await queue.screenshot({ path: screenshot('chatroom-reports') });
      await row.getByRole('button', { name: 'Delete the message' }).click();
      await queue.getByText('Nothing is reported').waitFor();
      await atBob.line('This message was deleted').first().waitFor();
      await queue.close();
      return undefined;
    },
  );
  await claims.check(
    'a ban from the room’s log closes the room at once, and letting go opens it again',
    'Drupal’s form, the banned one’s browser',
    async () => {
      const log = await admin.open('/admin/content/chatroom/lobby/log');
      await log.getByText('Hold somebody back').click();
      await log.getByRole('textbox', { name: 'Account' }).fill(`${people.bob.name} (${people.bob.uid})`);
      await log.getByLabel('Ban: sees nothing').check();
      await log.getByLabel('Reason').fill('Too loud');
      await log.getByRole('button', { name: 'Impose' }).click();
      await log.locator('tr', { hasText: 'Too loud' }).waitFor();
      await atBob.room('Lobby').waitFor({ state: 'detached' });
      await log.screenshot({ path: screenshot('chatroom-log') });
      await log.getByRole('button', { name: 'Let go' }).click();
      await atBob.room('Lobby').click();
      await log.close();
      return undefined;
    },
  );
  await claims.check(
    'an archived room can be read and not be written in, and is opened again',
    'the room’s form in Drupal; the composer of an open page',
    async () => {
      const form = await admin.open('/admin/content/chatroom/lobby');
      await form.getByLabel('Archived', { exact: false }).check();
      await form.getByRole('button', { name: 'Save' }).click();
      await atAlice.page.getByText('This room is archived.').waitFor();
      await form.goto(`${site.url}/admin/content/chatroom/lobby`);
      await form.getByLabel('Open: members write').check();
      await form.getByRole('button', { name: 'Save' }).click();
      await atAlice.composer.waitFor();
      await form.close();
      return undefined;
    },
  );
  await claims.check(
    'a program writes by a webhook as Slack’s, and nobody without its secret',
    'the address that the form shows once; fetch',
    async () => {
      const form = await admin.open('/admin/content/chatroom/lobby/webhooks');
      await form.getByLabel('As whom a new one writes').fill('Builder');
      await form.getByRole('button', { name: 'Make a webhook' }).click();
      const shape = /http\S+hook\/[\w-]{43}/;
      const [address = ''] = shape.exec((await form.getByText(shape).first().textContent()) ?? '') ?? [];
      const say = (url: string, text: unknown) =>
        fetch(url, { method: 'POST', body: JSON.stringify({ text }) }).then((answer) => answer.status);
      assert.equal(await say(address, 'Build <https://example.com/7|number 7> is *green*'), 200);
      await atAlice.line('Build number 7 is green').waitFor();
      assert.deepEqual(
        [
          await say(`${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`, 'x'),
          await say(address, ''),
          await say(address, 7),
        ],
        [404, 400, 400],
      );
      await form.close();
      return undefined;
    },
  );
  await claims.check('a room is exported as JSON and CSV', 'the links of its list', async () => {
    const cookie = await admin.cookie();
    const get = async (format: string) =>
      (
        await fetch(`${site.url}/admin/content/chatroom/lobby/export/${format}`, { headers: { cookie } })
      ).text();
    const { lines } = JSON.parse(await get('json')) as { lines: readonly { name: string; body: string }[] };
    assert.ok(lines.some(({ name, body }) => name === 'alice' && body === 'Hello **Bob**'));
    assert.match(await get('csv'), /^seq,created,uid,name,kind,body/);
    return `${lines.length} lines`;
  });
  await claims.check('lines become a draft of content', 'the menu of a line, Drupal’s form', async () => {
    await atAlice.menu('Hello Bob', 'Turn lines into content');
    const { page } = atAlice;
    await page.getByLabel('Type of content').selectOption('e2e_article');
    await page.getByLabel('To message').fill('2');
    await page.getByRole('button', { name: 'Make a draft' }).click();
    await page.waitForURL(/\/node\/\d+\/edit/);
    assert.ok(/Hello (&lt;|<)strong(&gt;|>)Bob/.test(await page.content()));
    return undefined;
  });
  await claims.check(
    'with an account all its lines go, on open pages too; retention deletes what is old',
    'an account deleted by core’s API; cron',
    async () => {
      const password = 'a password of hers';
      const uid = await site.ask<string>('chat-forget', null, 'carol', password);
      const carol = await arrive({ name: 'carol', password });
      const atCarol = new Chat(await carol.open('/chatroom/lobby'));
      await atCarol.write('Carol was here');
      await atBob.line('Carol was here').waitFor();
      await site.ask('chat-forget', uid, '', '');
      await atBob.line('Carol was here').waitFor({ state: 'detached' });
      const lines = await site.ask<readonly { uid: string | number; name: string; body: string }[]>(
        'chat-lines',
        'lobby',
      );
      assert.equal(
        lines.some(({ uid: author, name }) => String(author) === uid || name === 'carol'),
        false,
      );
      assert.equal(
        lines.some(({ body }) => body.includes('Carol')),
        false,
      );
      await carol.leave();
      assert.equal(await site.ask<number>('chat-age', 'lobby', 10, 5), 0);
      return undefined;
    },
  );
  await claims.check('the administration’s pages have no violation that axe knows', 'axe-core', async () => {
    for (const path of [
      '/admin/content/chatroom',
      '/admin/content/chatroom/add',
      '/admin/config/services/chatroom',
    ]) {
      const page = await admin.open(path);
      await checkWithAxe(page, 'main');
      await page.screenshot({ path: screenshot(`chatroom-${path.split('/').at(-1)}`) });
      await page.close();
    }
    return undefined;
  });
  await admin.leave();
  await atAlice.page.close();
  await atBob.page.close();
  await alice.leave();
  await bob.leave();
}
