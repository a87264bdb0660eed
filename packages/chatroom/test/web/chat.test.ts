import { randomUUID } from 'node:crypto';
import type { ChatTables } from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../../client/test/browser.ts';
import { startPushServer } from '../server/push-server.ts';
import { act, Browsing, composer, go, line, lines, rooms, say, texts } from './house.ts';

describe.runIf(chromiumPath)('the chat in a browser', { timeout: 180_000 }, () => {
  const browsing = new Browsing();

  it('brings what one writes to the other, in order, with its markup', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('lobby', alice, bob);
    await say(atAlice, 'hello **Bob**');
    await say(atAlice, '<img src=x onerror="document.title=\'broken\'">');
    await lines(atBob).nth(1).waitFor();
    expect(await texts(atBob)).toEqual(['hello Bob', `<img src=x onerror="document.title='broken'">`]);
    expect(await atBob.locator('chat-conversation strong').textContent()).toBe('Bob');
    await say(atBob, 'hello Alice');
    await lines(atAlice).nth(2).waitFor();
    expect(await texts(atAlice)).toEqual(await texts(atBob));
    expect(await atBob.title()).toBe('Chat');
  });

  it('shows edits, deletions, answers and reactions where they belong', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('lobby', alice, bob);
    await say(atAlice, 'first');
    await say(atAlice, 'second');
    await lines(atBob).nth(1).waitFor();

    await line(atBob, 'first').hover();
    await line(atBob, 'first').getByRole('button', { name: 'Answer' }).click();
    await say(atBob, 'an answer');
    await line(atAlice, 'an answer').getByText('Answer to Alice: first').waitFor();

    await line(atBob, 'second').hover();
    await line(atBob, 'second').getByRole('button', { name: 'React', exact: true }).click();
    await atBob.getByRole('button', { name: 'React with 🎉' }).click();
    await line(atAlice, 'second').getByRole('button', { name: '1 reacted with 🎉' }).waitFor();

    await act(atAlice, 'second', 'Edit');
    expect(await composer(atAlice).inputValue()).toBe('second');
    await composer(atAlice).fill('second thoughts');
    await composer(atAlice).press('Enter');
    await line(atBob, 'second thoughts').getByText('(edited)').waitFor();

    atAlice.on('dialog', (dialog) => dialog.accept());
    await act(atAlice, 'second thoughts', 'Delete');
    await atBob.getByText('This message was deleted.').waitFor();
    expect(await texts(atBob)).toEqual(await texts(atAlice));
  });

  it('takes an emoji back that a hundred others gave before', async () => {
    const { alice, bob, url } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('lobby', alice, bob);
    await say(atAlice, 'vote');
    await line(atBob, 'vote').waitFor();
    const database = await openDatabase<ChatTables>(url, { access: 'write' });
    const others = Array.from({ length: 100 }, (_, index) => 1000 + index);
    const rows = others.map((uid) => ({ mid: 1, uid, emoji: '👍', created: uid }));
    await database.insertInto('chatroom_reaction').values(rows).execute();
    await database.destroy();
    await line(atBob, 'vote').hover();
    await line(atBob, 'vote').getByRole('button', { name: 'React', exact: true }).click();
    await atBob.getByRole('button', { name: 'React with 👍' }).click();
    await line(atBob, 'vote').getByRole('button', { name: '101 reacted' }).click();
    await line(atAlice, 'vote').getByRole('button', { name: '100 reacted' }).waitFor();
  });

  it('has in a thread what one can do with a line', async () => {
    const { alice, bob, eve } = await browsing.house();
    const [atAlice, atBob, atEve] = await browsing.visitRoom('lobby', alice, bob, eve);
    await say(atAlice, 'root');
    for (const page of [atAlice, atBob, atEve]) await act(page, 'root', 'Answer in a thread');
    const answer = (page: Page, text: string) => page.locator('chat-thread article', { hasText: text });
    const menu = async (page: Page, text: string, item: string) => {
      await answer(page, text).hover();
      await answer(page, text).getByRole('button', { name: /^More/ }).click();
      await page.getByRole('menuitem', { name: item, exact: true }).click();
    };
    const box = atAlice.locator('chat-thread textarea');
    for (const text of ['an answer', 'abuse']) {
      await box.fill(text);
      await box.press('Enter');
      await answer(atBob, text).waitFor();
    }
    await answer(atAlice, 'abuse').waitFor();
    await menu(atAlice, 'an answer', 'Edit');
    expect(await box.inputValue()).toBe('an answer');
    await box.fill('a better one');
    await box.press('Enter');
    await answer(atBob, 'a better one').getByText('(edited)').waitFor();
    await box.press('ArrowUp');
    expect(await box.inputValue()).toBe('abuse');
    await box.press('Escape');

    await answer(atBob, 'a better one').hover();
    await answer(atBob, 'a better one').getByRole('button', { name: 'React', exact: true }).click();
    await atBob.getByRole('button', { name: 'React with 🎉' }).click();
    await answer(atAlice, 'a better one').getByRole('button', { name: '1 reacted with 🎉' }).waitFor();

    atEve.on('dialog', (dialog) => dialog.accept());
    await menu(atEve, 'abuse', 'Delete');
    await answer(atBob, 'This message was deleted.').waitFor();
    await menu(atEve, 'a better one', 'Mute…');
    await atEve.getByText('Mute Alice').first().waitFor();
  });

  it('reads out what comes into a thread, and not what was there', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, page] = await browsing.visitRoom('lobby', alice, bob);
    await say(atAlice, 'root');
    await act(atAlice, 'root', 'Answer in a thread');
    const box = atAlice.locator('chat-thread textarea');
    await box.fill('before');
    await box.press('Enter');
    await line(page, 'root').getByText('Answers: 1').waitFor();
    await page.evaluate(`{
      window.told = [];
      const room = document.querySelector('chat-app').shadowRoot;
      new MutationObserver(() => {
        const thread = room.querySelector('chat-thread');
        if (!thread || thread.isWatched) return;
        thread.isWatched = true;
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes) for (const node of addedNodes) {
            const article = node.querySelector?.('article');
            if (article) window.told.push(node.closest('ol').ariaLive);
          }
        }).observe(thread.shadowRoot, { childList: true, subtree: true });
      }).observe(room, { childList: true, subtree: true });
    }`);
    await line(page, 'root').getByText('Answers: 1').click();
    const thread = page.locator('chat-thread');
    await thread.locator('article', { hasText: 'before' }).waitFor();
    await thread.locator('ol[aria-live="polite"]').waitFor();
    expect(await page.evaluate('window.told.filter((how) => how !== "off")')).toEqual([]);
    await box.fill('after');
    await box.press('Enter');
    await thread.locator('article', { hasText: 'after' }).waitFor();
    expect(await page.evaluate('window.told.at(-1)')).toBe('polite');
  });

  it('keeps what is written while the server is away, over a reload, and sends it once', async () => {
    const { alice, bob, server, url } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('lobby', alice, bob);
    await say(atAlice, 'before');
    await line(atBob, 'before').waitFor();
    await server.kill();
    await atAlice.getByText('No connection.').waitFor();
    await say(atAlice, 'meanwhile');
    await atAlice.locator('.pending', { hasText: 'meanwhile' }).waitFor();
    await startPushServer(url, server.address, { origins: [browsing.origin], rooms });
    await line(atBob, 'meanwhile').waitFor();
    await line(atAlice, 'meanwhile').waitFor();
    expect(await texts(atAlice)).toEqual(['before', 'meanwhile']);
    expect(await texts(atBob)).toEqual(['before', 'meanwhile']);
  });

  it('counts what is unread in other rooms, and forgets it where it is read', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = [await browsing.visit(alice), await browsing.visit(bob)];
    await Promise.all([go(atAlice, 'library'), go(atBob, 'lobby')]);
    await say(atAlice, 'a book');
    await say(atAlice, '@Bob, a book');
    const library = atBob.locator('nav button[data-room="library"]');
    await library.getByText('1 mentions of you').or(library.getByText('2 unread')).first().waitFor();
    await atBob.bringToFront();
    await go(atBob, 'library');
    await line(atBob, 'a book').waitFor();
    await library.locator('.badge').waitFor({ state: 'detached' });
  });

  it('mentions somebody by name, who is told wherever they are', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('library', alice, bob);
    await atAlice.locator('aside').getByText('Bob').waitFor();
    await go(atBob, 'lobby');
    await say(atBob, 'here I am');
    await go(atAlice, 'lobby');
    await line(atAlice, 'here I am').waitFor();
    await composer(atAlice).pressSequentially('look, @Bo');
    await atAlice.getByRole('option', { name: 'Bob' }).waitFor();
    await composer(atAlice).press('Enter');
    expect(await composer(atAlice).inputValue()).toBe('look, @Bob ');
    await composer(atAlice).press('Enter');
    await atBob.locator('.mine-mentioned .mention', { hasText: '@Bob' }).waitFor();
  });

  it('shows who is here and who writes', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('lobby', alice, bob);
    await atAlice.locator('aside li', { hasText: 'Bob' }).waitFor();
    await composer(atBob).pressSequentially('hm');
    await atAlice.getByText('Bob is writing…').waitFor();
    await atBob.context().close();
    await atAlice.locator('aside li', { hasText: 'Bob' }).waitFor({ state: 'detached' });
  });

  it('scrolls back through a long history and comes back to the end', async () => {
    const { alice, url } = await browsing.house();
    await fill(url, 200, alice.user);
    const page = await browsing.visit(alice);
    await go(page, 'lobby');
    await line(page, 'line 200').waitFor();
    for (let turns = 0; turns < 60 && (await texts(page))[0] !== 'line 1'; turns++) {
      const before = await lines(page).count();
      await page.locator('.scroller').evaluate((scroller) => {
        scroller.scrollTop = 0;
      });
      await page.waitForFunction(
        (count) =>
          (document
            .querySelector('chat-app')
            ?.shadowRoot?.querySelector('chat-conversation')
            ?.shadowRoot?.querySelectorAll('article').length ?? 0) > count || count >= 200,
        before,
      );
    }
    expect(await texts(page)).toEqual(Array.from({ length: 200 }, (_, index) => `line ${index + 1}`));
    await say(page, 'the newest');
    await line(page, 'the newest').waitFor();
  });

  it('stays at the end when what a line holds comes later and takes room, and follows what is said then', async () => {
    const { alice, url } = await browsing.house();
    await fill(url, 60, alice.user);
    const page = await browsing.visit(alice);
    await go(page, 'lobby');
    await line(page, 'line 60').waitFor();
    const atEnd = () =>
      page.locator('.scroller').evaluate(async (scroller) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        const look = (): void => {
          if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 2) resolve();
          else requestAnimationFrame(look);
        };
        look();
        await promise;
      });
    await atEnd();
    // As a picture or a preview does.
    await line(page, 'line 60').evaluate((text) => {
      text.style.paddingBlockEnd = '20rem';
    });
    await atEnd();
    await say(page, 'the newest');
    await line(page, 'the newest').waitFor();
    await atEnd();
  });

  it('has tools at the line that is touched, and at no other', async () => {
    const { alice } = await browsing.house();
    const page = await browsing.visit(alice, {
      hasTouch: true,
      isMobile: true,
      viewport: { width: 1000, height: 700 },
    });
    await go(page, 'lobby');
    await say(page, 'one');
    await say(page, 'two');
    await line(page, 'two').waitFor();
    await composer(page).tap();
    const tools = page.locator('.tools:visible');
    expect(await tools.count()).toBe(0);
    await line(page, 'one').tap();
    await tools.waitFor();
    expect(await tools.locator('xpath=ancestor::article').textContent()).toContain('one');
  });

  it('opens at the line that an address names, on a new page and on one that is open', async () => {
    const { alice, url } = await browsing.house();
    await fill(url, 120, alice.user);
    const [page] = await browsing.visitRoom('library', alice);
    await page.evaluate("location.hash = '#lobby/7'");
    await page.locator('article.target', { hasText: 'line 7' }).waitFor();
    await page.evaluate("location.hash = '#lobby/90'");
    await page.reload();
    await page.locator('article.target', { hasText: 'line 90' }).waitFor();
    expect(await page.locator('.room header h2').textContent()).toBe('Lobby');
    await page.evaluate("location.hash = '#nowhere/1'");
    await say(page, 'still here');
    await line(page, 'still here').waitFor();
  });

  it('lets keys go from line to line, and to what one can do with one', async () => {
    const { alice, bob } = await browsing.house();
    const [page, atBob] = await browsing.visitRoom('lobby', alice, bob);
    for (const text of ['one', 'two', 'three']) await say(page, text);
    await line(atBob, 'three').waitFor();
    await line(page, 'three').waitFor();
    await composer(page).press('Shift+Tab');
    const at = () => page.locator('article:focus').getAttribute('data-seq');
    expect(await at()).toBe('3');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await at()).toBe('1');
    await page.keyboard.press('ArrowUp');
    expect(await at()).toBe('1');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    expect(await at()).toBe('2');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await line(atBob, 'two').getByRole('button', { name: '1 reacted with ❤️' }).waitFor();
  });

  it('gives the keys back to where they were when a menu or a dialog closes', async () => {
    const { alice, eve } = await browsing.house();
    const [atAlice, page] = await browsing.visitRoom('lobby', alice, eve);
    await say(atAlice, 'hello');
    await line(page, 'hello').waitFor();
    const here = page.locator('article:focus', { hasText: 'hello' });
    const open = async (name: string) => {
      await line(page, 'hello').focus();
      await line(page, 'hello').getByRole('button', { name }).press('Enter');
    };
    await open('More about the message');
    await page.getByRole('menuitem', { name: 'Pin' }).press('Enter');
    await here.waitFor();
    await open('React');
    await page.getByRole('button', { name: 'React with 🎉' }).press('Enter');
    await here.waitFor();
    await open('More about the message');
    await page.getByRole('menuitem', { name: 'Mute…' }).press('Enter');
    await page.getByLabel('Why?').fill('a long reason');
    await page.keyboard.press('Control+k');
    await page.getByLabel('Why?').press('Shift+Tab');
    expect(await page.getByLabel('Why?').inputValue()).toBe('a long reason');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).press('Enter');
    await here.waitFor();
    await page.getByRole('button', { name: 'About this room' }).press('Enter');
    await page.getByRole('button', { name: 'Play a tone' }).press('Enter');
    await page.locator('chat-room-header button[aria-label="About this room"]:focus').waitFor();
  });

  it('is worked by the keyboard alone', async () => {
    const { alice } = await browsing.house();
    const page = await browsing.visit(alice);
    await go(page, 'lobby');
    await say(page, 'mine');
    await line(page, 'mine').waitFor();
    await composer(page).press('ArrowUp');
    expect(await composer(page).inputValue()).toBe('mine');
    await composer(page).press('Escape');
    expect(await composer(page).inputValue()).toBe('');
    await page.keyboard.press('Control+k');
    await page.locator('dialog input').fill('lib');
    await page.keyboard.press('Enter');
    await page.locator('.room header h2', { hasText: 'Library' }).waitFor();
    expect(
      await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName.toLowerCase()),
    ).toBe('chat-composer');
  });

  it('finds lines by their words, and shows what they say without their marks', async () => {
    const { alice } = await browsing.house();
    const page = await browsing.visit(alice);
    await go(page, 'lobby');
    await say(page, 'the **red** fox\n\n- jumps\n- far');
    await line(page, 'fox').waitFor();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.getByLabel('Words in messages').fill('fox');
    await page.keyboard.press('Enter');
    await page.locator('chat-finder li .text').waitFor();
    expect(await page.locator('chat-finder li .text').allTextContents()).toEqual(['the red fox jumps far']);
  });

  it('calls a line that brings nothing but a file by the file’s name', async () => {
    const { alice, eve, url } = await browsing.house();
    await bring(url, 'cat.txt', alice.user);
    const [atEve] = await browsing.visitRoom('lobby', eve);
    await act(atEve, 'cat.txt', 'Pin');
    await atEve.getByRole('button', { name: 'Pinned messages' }).click();
    await atEve.locator('chat-finder li .text', { hasText: /^cat\.txt$/ }).waitFor();
    await line(atEve, 'cat.txt').hover();
    await line(atEve, 'cat.txt').getByRole('button', { name: 'Answer' }).click();
    await atEve.getByText('You answer Alice: cat.txt').waitFor();
    await say(atEve, 'a fine cat');
    await line(atEve, 'a fine cat').getByText('Answer to Alice: cat.txt').waitFor();
  });

  it('shows what was found once, and only of what was asked last', async () => {
    const { alice } = await browsing.house();
    const [page] = await browsing.visitRoom('lobby', alice);
    for (const text of ['roses are red', 'violets are blue']) await say(page, text);
    await line(page, 'violets').waitFor();
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.evaluate(`{
      const { connection } = document.querySelector('chat-app').session;
      const rpc = connection.rpc.bind(connection);
      const held = new Promise((resolve) => { window.answer = resolve; });
      connection.rpc = async (method, data) => {
        const answer = await rpc(method, data);
        if (data.query === 'roses') await held;
        return answer;
      };
    }`);
    const words = page.getByLabel('Words in messages');
    const found = page.locator('chat-finder li .text');
    await words.fill('roses');
    await words.press('Enter');
    await words.fill('violets');
    await words.press('Enter');
    await found.getByText('violets').waitFor();
    await page.evaluate('window.answer()');
    expect(await found.allTextContents()).toEqual(['violets are blue']);
    await words.fill('roses');
    await words.press('Enter');
    await words.press('Enter');
    await found.getByText('roses').first().waitFor();
    expect(await found.allTextContents()).toEqual(['roses are red']);
  });

  it('keeps what is edited next while an edit is saved', async () => {
    const { alice } = await browsing.house();
    const [page] = await browsing.visitRoom('lobby', alice);
    for (const text of ['one', 'two']) await say(page, text);
    await line(page, 'two').waitFor();
    await page.evaluate(`{
      const feed = document.querySelector('chat-app').session.feed('lobby');
      const edit = feed.edit.bind(feed);
      const answer = new Promise((resolve) => { window.save = resolve; });
      window.saved = new Promise((resolve) => {
        feed.edit = async (...line) => { await answer; await edit(...line); setTimeout(resolve); };
      });
      undefined;
    }`);
    await act(page, 'one', 'Edit');
    await composer(page).fill('one!');
    await composer(page).press('Enter');
    await act(page, 'two', 'Edit');
    await composer(page).fill('two, and a long second thought');
    await page.evaluate('window.save(), window.saved');
    await line(page, 'one!').waitFor();
    expect(await composer(page).inputValue()).toBe('two, and a long second thought');
    await page.getByText('You edit a message').waitFor();
    await composer(page).press('Enter');
    await line(page, 'two, and a long second thought').waitFor();
    expect(await composer(page).inputValue()).toBe('');
  });

  it('sends in a room while a file is on its way to another', async () => {
    const { alice } = await browsing.house();
    const [page] = await browsing.visitRoom('lobby', alice);
    await page.evaluate(`{
      const app = document.querySelector('chat-app');
      app.session.files = { isOpen: true, url: () => '#', bring: () => new Promise(() => undefined) };
      app.shadowRoot.querySelector('chat-composer').requestUpdate();
    }`);
    await page
      .locator('section.room > chat-composer input[type=file]')
      .setInputFiles({ name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.from('x') });
    await page.getByRole('progressbar').waitFor();
    await go(page, 'library');
    expect(await page.getByRole('progressbar').count()).toBe(0);
    await say(page, 'hello');
    await line(page, 'hello').waitFor();
  });

  it('lays what is beside the conversation over it where there is no room, and takes none from it', async () => {
    const { alice } = await browsing.house();
    const page = await browsing.visit(alice, { viewport: { width: 820, height: 700 } });
    await go(page, 'lobby');
    const widthOf = async (place: string) => (await page.locator(place).boundingBox())?.width;
    const alone = await widthOf('section.room');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.locator('aside chat-finder').waitFor();
    expect(await widthOf('section.room')).toBe(alone);
    await page.keyboard.press('Escape');
    await page.locator('aside').waitFor({ state: 'hidden' });
    expect(await widthOf('section.room')).toBe(alone);
  });

  it.each([
    ['a desktop', { viewport: { width: 1280, height: 800 } }],
    ['a phone', { viewport: { width: 390, height: 780 } }],
    ['the dark', { viewport: { width: 1280, height: 800 }, theme: 'dark' }],
    ['right-to-left', { viewport: { width: 1280, height: 800 }, direction: 'rtl' }],
  ] as const)('has nothing that axe finds wrong on %s', async (name, look) => {
    const { alice, bob, eve } = await browsing.house();
    const atBob = await browsing.visit(bob);
    const atEve = await browsing.visit(eve);
    await Promise.all([go(atBob, 'lobby'), go(atEve, 'lobby')]);
    const page = await browsing.visit(alice, look);
    await say(atBob, 'Good morning. Did the build get through?');
    await say(atEve, 'It did, after `npm ci`:\n```\n1651 passed\n```');
    await line(atBob, '1651').waitFor();
    await line(atBob, 'It did').hover();
    await line(atBob, 'It did').getByRole('button', { name: 'React', exact: true }).click();
    await atBob.getByRole('button', { name: 'React with 🎉' }).click();
    await line(atBob, 'It did').hover();
    await line(atBob, 'It did').getByRole('button', { name: 'Answer' }).click();
    await say(atBob, 'Great, then **release** it. See https://www.drupal.org/about');
    if (name === 'a phone') await page.getByRole('button', { name: 'Show rooms' }).click();
    await go(page, 'lobby');
    await line(page, 'release').waitFor();
    await say(page, 'On it, @Bob');
    await line(page, 'On it').waitFor();
    if (process.env.SCREENSHOTS) {
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/chat-${name.replace(/\W+/g, '-')}.png` });
    }
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

/** Lines of before, written where the server finds them. */
async function fill(url: string, count: number, uid: string): Promise<void> {
  const { openStore } = await import('../server/database-file.ts');
  const { draft } = await import('../server/store-contract.ts');
  const { store } = await openStore(url);
  for (let index = 1; index <= count; index++) {
    const body = `line ${index}`;
    await store.append(
      draft({ uid: Number(uid), name: 'Alice', client_id: randomUUID(), body, html: `<p>${body}</p>` }),
    );
  }
}

/** A line with a file and no words, of before. */
async function bring(url: string, name: string, user: string): Promise<void> {
  const { openStore } = await import('../server/database-file.ts');
  const { draft } = await import('../server/store-contract.ts');
  const { store, db } = await openStore(url);
  const { rid } = await db
    .selectFrom('chatroom_room')
    .select('rid')
    .where('name', '=', 'lobby')
    .executeTakeFirstOrThrow();
  const uid = Number(user);
  const file = { fid: 1, rid, uid, name, type: 'text/plain', size: 5, created: 1 };
  await db.insertInto('chatroom_file').values(file).execute();
  await store.append(draft({ uid, name: 'Alice', body: '', html: '', files: [file.fid] }));
}
