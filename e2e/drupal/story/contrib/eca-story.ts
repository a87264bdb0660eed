import assert from 'node:assert/strict';
import { readTexts, waitUntilLive } from '../../visitor.ts';
import { Chat, openChatroom } from '../chatroom/chat.ts';
import type { Scene } from '../scene.ts';

const claimsOfEca = [
  'ECA offers our events and actions, and what a model holds of them fits its schema',
  'a model that begins when a user comes online shows a notice on another’s page, with the model’s tokens',
  'a model tells everybody of an article when it is out, as plain text, and nobody of a draft',
  'a model that begins with a message in a chat room answers there, once, and replaces no tokens that somebody wrote',
] as const;

/** Models of ECA that begin with what Node tells, and that send notices. */
export async function playEca(scene: Scene): Promise<void> {
  const { arrive, site, claims, people, screenshot } = scene;
  if (!(await scene.bring(['eca'], claimsOfEca, 'contrib/eca'))) return;
  await site.ask('install-module', 'nodejs_eca', 'nodejs_notify');
  await openChatroom(scene);
  await site.ask('install-module', 'chatroom_eca');

  const model = (id: string, event: object, action: object) =>
    site.ask<readonly string[]>('contrib/eca-model', id, event, action);
  await claims.check(claimsOfEca[0], 'ECA’s plugin managers; its models as configuration', async () => {
    const { event, action } =
      await site.ask<Record<string, Record<string, readonly string[]>>>('contrib/eca-plugins');
    assert.deepEqual(Object.keys(event ?? {}).sort(), [
      'chatroom:deleted',
      'chatroom:said',
      'nodejs:offline',
      'nodejs:online',
    ]);
    assert.ok(action?.nodejs_eca_send?.includes('recipient'), JSON.stringify(action));
    const modules = await model(
      'e2e_online',
      { plugin: 'nodejs:online' },
      {
        plugin: 'nodejs_eca_send',
        configuration: {
          audience: 'user',
          recipient: people.alice.uid,
          subject: 'Here is [account:account-name]',
          body: 'Number [account:uid]',
        },
      },
    );
    assert.ok(modules.includes('nodejs_eca'), modules.join());
    const { errors } = await site.ask<{ errors: string[] }>('schema-errors', 'eca.eca');
    assert.deepEqual(errors, []);
    return Object.keys(action ?? {})
      .filter((id) => id.includes('eca'))
      .join(', ');
  });

  const alice = await arrive(people.alice);
  const atAlice = await alice.open('/user');
  await waitUntilLive(atAlice);
  const toast = (text: string) => atAlice.locator('.nodejs-toast', { hasText: text });
  await claims.check(claimsOfEca[1], 'Bob comes with a browser; Alice’s page in Chromium', async () => {
    const bob = await arrive(people.bob);
    const atBob = await bob.open('/user');
    await waitUntilLive(atBob);
    await toast('Here is bob').waitFor();
    const shown = await readTexts(toast('Here is bob'));
    assert.match(shown.join(), new RegExp(`Number ${people.bob.uid}`));
    await atAlice.screenshot({ path: screenshot('eca') });
    await bob.leave();
    return shown.join(' | ');
  });

  await claims.check(
    claimsOfEca[2],
    'the same action after a node is saved: a draft, then an article with markup in its title; Alice’s page',
    async () => {
      await model(
        'e2e_article',
        { plugin: 'content_entity:insert', configuration: { type: 'node e2e_article' } },
        {
          plugin: 'nodejs_eca_send',
          configuration: {
            audience: 'everybody',
            recipient: '',
            subject: 'New: [node:title]',
            body: '',
            object: 'entity',
          },
        },
      );
      await site.ask('save-content', 'node', null, { type: 'e2e_article', title: 'A draft', status: 0 });
      await site.ask('save-content', 'node', null, {
        type: 'e2e_article',
        title: 'Tea & <b>cake</b>',
        status: 1,
      });
      await toast('New: Tea & <b>cake</b>').waitFor();
      assert.equal(await toast('A draft').count(), 0);
      return undefined;
    },
  );

  await claims.check(
    claimsOfEca[3],
    'Alice writes in the lobby, then “[site:mail]”; the model answers under a name of its own',
    async () => {
      await model(
        'e2e_said',
        { plugin: 'chatroom:said' },
        {
          plugin: 'chatroom_eca_write',
          configuration: {
            room: 'lobby',
            name: 'Parrot',
            text: '[author_name], number [author:uid], said “[text]” in [room_title]',
          },
        },
      );
      const chat = new Chat(await alice.open('/chatroom/lobby'));
      await chat.write('Hello machine');
      await chat.line(`alice, number ${people.alice.uid}, said “Hello machine” in Lobby`).waitFor();
      await chat.write('Give me [site:mail]');
      await chat.line(`alice, number ${people.alice.uid}, said “Give me [site:mail]” in Lobby`).waitFor();
      const texts = await chat.texts();
      await chat.page.close();
      assert.equal(texts.length, 4, texts.join(' | '));
      return texts.join(' | ');
    },
  );
  await alice.leave();
}
