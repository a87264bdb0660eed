import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../../client/test/browser.ts';
import { act, Browsing, composer, go, line, say } from './house.ts';

/** Notes what the desktop would show and the speakers play; the page looks away unless it is told not to. */
const before = `
  window.shown = [];
  window.played = 0;
  window.Notification = class extends EventTarget {
    static permission = 'default';
    static async requestPermission() { return (Notification.permission = 'granted'); }
    constructor(title, { body, tag }) {
      super();
      window.shown.push({ title, body, tag });
      window.last = this;
    }
    close() {}
  };
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...at) { window.played += 1; start.apply(this, at); };
  window.looks = true;
  document.hasFocus = () => window.looks;
`;

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

const shown = (page: Page): Promise<readonly Shown[]> => page.evaluate('window.shown');
/** What was noted, as soon as there is so much of it. */
const whenNoted = async (page: Page, what: 'shown.length' | 'played', count: number) => {
  await page.evaluate(
    `new Promise((resolve) => { const look = () => window.${what} >= ${count} ? resolve() : requestAnimationFrame(look); look(); })`,
  );
  return shown(page);
};
/** Resolves as soon as notices of the desktop are on, or off. */
const whenSwitched = (page: Page, to: 'on' | 'off'): Promise<void> =>
  page.evaluate(
    `new Promise((resolve) => { const look = () => localStorage.getItem('chatroom:notices') === '${to}' ? resolve() : requestAnimationFrame(look); look(); })`,
  );
const choose = async (page: Page, item: string): Promise<void> => {
  await page.getByRole('button', { name: 'About this room' }).click();
  await page.getByRole('button', { name: item }).click();
};

describe.runIf(chromiumPath)('alerts in a browser', { timeout: 180_000 }, () => {
  const browsing = new Browsing();

  it('show mentions on the desktop to who asked for it and looks elsewhere, and lead to the line', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice] = await browsing.visitRoom('library', alice);
    const atBob = await browsing.visit(bob, { before });
    await go(atBob, 'library');
    await say(atBob, 'hello');
    await line(atAlice, 'hello').waitFor();
    await go(atBob, 'lobby');
    await say(atAlice, '@Bob, the first');
    await atBob.getByText('Alice mentions you in Library').waitFor();
    expect(await shown(atBob)).toEqual([]);
    await choose(atBob, 'Show notices on the desktop');
    await say(atAlice, '@Bob, looked at');
    await atBob.locator('nav button[data-room="library"]', { hasText: '@ 2' }).waitFor();
    expect(await shown(atBob)).toEqual([]);
    await atBob.evaluate('window.looks = false');
    await say(atAlice, 'nobody in particular');
    await say(atAlice, '@Bob, look');
    expect(await whenNoted(atBob, 'shown.length', 1)).toMatchObject([
      { title: 'Alice mentions you in Library', body: expect.stringMatching(/, look$/) },
    ]);
    await atBob.evaluate("window.last.dispatchEvent(new Event('click'))");
    await atBob.locator('article.target', { hasText: 'look' }).waitFor();
  });

  it('lead to the thread in which somebody is mentioned', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice] = await browsing.visitRoom('library', alice);
    const atBob = await browsing.visit(bob, { before });
    await go(atBob, 'library');
    await say(atBob, 'a root');
    await choose(atBob, 'Show notices on the desktop');
    await whenSwitched(atBob, 'on');
    await atBob.evaluate('window.looks = false');
    await act(atAlice, 'a root', 'Answer in a thread');
    const box = atAlice.locator('chat-thread textarea');
    await box.fill('@Bob, look');
    await box.press('Enter');
    await whenNoted(atBob, 'shown.length', 1);
    await atBob.evaluate("window.last.dispatchEvent(new Event('click'))");
    await atBob.locator('chat-thread li', { hasText: ', look' }).waitFor();
    await atBob.locator('article.target', { hasText: 'a root' }).waitFor();
  });

  it('tell who moderators call with everybody, or of those who are there; others call nobody', async () => {
    const { alice, bob, eve } = await browsing.house();
    const [atEve, atAlice] = await browsing.visitRoom('lobby', eve, alice);
    await atAlice.locator('aside li', { hasText: 'Eve' }).waitFor();
    const atBob = await browsing.visit(bob, { before });
    await go(atBob, 'library');
    await choose(atBob, 'Show notices on the desktop');
    await whenSwitched(atBob, 'on');
    await atBob.evaluate('window.looks = false');
    // To a member only names are offered, and what they write calls nobody.
    await composer(atAlice).pressSequentially('@E');
    await atAlice.getByRole('option', { name: 'Eve' }).waitFor();
    await composer(atAlice).fill('');
    await composer(atAlice).pressSequentially('@a');
    await atAlice.getByRole('option', { name: 'Alice' }).waitFor();
    expect(await atAlice.getByRole('option').count()).toBe(1);
    await composer(atAlice).fill('');
    await say(atAlice, '@all, a member');
    await say(atAlice, '@here, a member');
    await line(atEve, '@here, a member').waitFor();
    await composer(atEve).pressSequentially('@a');
    await atEve.getByRole('option', { name: 'all', exact: true }).click();
    expect(await composer(atEve).inputValue()).toBe('@all ');
    await composer(atEve).pressSequentially('fire');
    await composer(atEve).press('Enter');
    await atBob.getByText('Eve mentions you in Lobby').waitFor();
    await line(atAlice, 'fire').locator('.mention', { hasText: '@all' }).waitFor();
    await atAlice.locator('.mine-mentioned', { hasText: 'fire' }).waitFor();
    await composer(atEve).pressSequentially('@he');
    await atEve.getByRole('option', { name: 'here', exact: true }).click();
    await composer(atEve).pressSequentially('drill');
    await composer(atEve).press('Enter');
    expect(await whenNoted(atBob, 'shown.length', 2)).toMatchObject([
      { title: 'Eve mentions you in Lobby', body: expect.stringMatching(/ fire$/) },
      { title: 'Eve mentions you in Lobby', body: expect.stringMatching(/ drill$/) },
    ]);
    await atBob.locator('nav button[data-room="lobby"]', { hasText: '@ 2' }).waitFor();
    // Who comes later was called with everybody, and not with those who were there.
    await atBob.reload();
    await atBob.locator('nav button[data-room="lobby"]', { hasText: '@ 1' }).waitFor();
  });

  it('tell of every line where the room’s level says so, and of none where it is quiet', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice] = await browsing.visitRoom('library', alice);
    const atBob = await browsing.visit(bob, { before });
    await go(atBob, 'library');
    await choose(atBob, 'Show notices on the desktop');
    await atBob.getByRole('button', { name: 'About this room' }).click();
    await atBob.getByLabel('Tell me of').selectOption({ label: 'every message' });
    await atBob.locator('chat-room-header option[value="all"][selected]').waitFor({ state: 'attached' });
    await atBob.evaluate('window.looks = false');
    await say(atAlice, 'for everybody');
    expect(await whenNoted(atBob, 'shown.length', 1)).toMatchObject([
      { title: 'Alice in Library', body: 'for everybody' },
    ]);
    await atBob.getByLabel('Tell me of').selectOption({ label: 'nothing' });
    await atBob.locator('chat-room-header option[value="nothing"][selected]').waitFor({ state: 'attached' });
    await say(atAlice, 'unheard');
    await line(atBob, 'unheard').waitFor();
    expect(await shown(atBob)).toHaveLength(1);
  });

  it('are switched off by the first where the browser has none for pages, and the chat goes on', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice] = await browsing.visitRoom('library', alice);
    const refusing = `${before}
      window.Notification = class extends Notification {
        constructor() { throw new TypeError('Illegal constructor'); }
      };`;
    const atBob = await browsing.visit(bob, { before: refusing });
    const failures: Error[] = [];
    atBob.on('pageerror', (failure) => failures.push(failure));
    await go(atBob, 'library');
    await choose(atBob, 'Show notices on the desktop');
    await whenSwitched(atBob, 'on');
    await atBob.evaluate('window.looks = false');
    await say(atAlice, '@Bob, look');
    await whenSwitched(atBob, 'off');
    await say(atAlice, '@Bob, and again');
    await line(atBob, 'and again').waitFor();
    expect(failures).toEqual([]);
  });

  it('play a tone to who switched it on, once when they do, and then with each', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice] = await browsing.visitRoom('library', alice);
    const atBob = await browsing.visit(bob, { before });
    await go(atBob, 'library');
    await choose(atBob, 'Play a tone');
    await whenNoted(atBob, 'played', 2);
    await atBob.evaluate('window.looks = false');
    await atBob.getByRole('button', { name: 'About this room' }).click();
    await atBob.getByLabel('Tell me of').selectOption({ label: 'every message' });
    await atBob.locator('chat-room-header option[value="all"][selected]').waitFor({ state: 'attached' });
    await say(atAlice, 'listen');
    await whenNoted(atBob, 'played', 4);
    expect(await shown(atBob)).toEqual([]);
    await atBob.getByRole('button', { name: 'Play no tone' }).click();
    expect(await atBob.evaluate("localStorage.getItem('chatroom:sound')")).toBe('off');
  });
});

describe.runIf(chromiumPath)('places in a browser', { timeout: 180_000 }, () => {
  const browsing = new Browsing();

  it('opens from a drawer in the corner, which stays open over a reload and closes by Escape', async () => {
    const { alice, bob } = await browsing.house();
    const [atBob] = await browsing.visitRoom('lobby', bob);
    const page = await browsing.visit(alice, { place: 'chat-drawer' });
    const opener = page.locator('chat-drawer .opener');
    await opener.waitFor();
    await say(atBob, 'is anybody there?');
    await opener.getByText('Open the chat (1 unread)').waitFor();
    await opener.click();
    await page.getByRole('button', { name: 'Show rooms' }).click();
    await go(page, 'lobby');
    await line(page, 'is anybody there?').waitFor();
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/chat-drawer.png` });
    await page.reload();
    await composer(page).waitFor();
    await composer(page).press('Escape');
    await page.locator('chat-drawer chat-app').waitFor({ state: 'detached' });
    expect(await opener.getAttribute('aria-expanded')).toBe('false');
  });

  it('goes on where the browser forbids the site to keep anything', async () => {
    const { alice, bob } = await browsing.house();
    const [atBob] = await browsing.visitRoom('lobby', bob);
    const forbidding = `for (const kind of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, kind, { get() { throw new DOMException('blocked', 'SecurityError'); } });`;
    const page = await browsing.visit(alice, { place: 'chat-drawer', before: `${before}${forbidding}` });
    const failures: Error[] = [];
    page.on('pageerror', (failure) => failures.push(failure));
    await page.locator('chat-drawer .opener').click();
    await page.getByRole('button', { name: 'Show rooms' }).click();
    await go(page, 'lobby');
    await page.getByRole('button', { name: 'Emojis' }).click();
    await page.getByLabel('Look for an emoji').fill('turtle');
    await page.getByRole('button', { name: 'turtle', exact: true }).click();
    await composer(page).press('Enter');
    await line(atBob, '🐢').waitFor();
    await choose(page, 'Play a tone');
    await page.getByRole('button', { name: 'About this room' }).click();
    await page.getByRole('button', { name: 'Play no tone' }).waitFor();
    expect(failures).toEqual([]);
  });

  it('keeps drafts of each room over a reload', async () => {
    const { alice } = await browsing.house();
    const [page] = await browsing.visitRoom('lobby', alice);
    await composer(page).fill('half a thought');
    await go(page, 'library');
    expect(await composer(page).inputValue()).toBe('');
    await composer(page).fill('about books');
    await page.reload();
    await page.locator('chat-conversation').waitFor();
    await go(page, 'lobby');
    expect(await composer(page).inputValue()).toBe('half a thought');
    await go(page, 'library');
    expect(await composer(page).inputValue()).toBe('about books');
  });

  it('leaves a line unread again, in the list and in a second tab', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('library', alice, bob);
    await say(atAlice, 'to be read');
    await line(atBob, 'to be read').waitFor();
    const second = await atBob.context().newPage();
    await second.goto(atBob.url());
    await second.locator('chat-conversation').waitFor();
    await go(second, 'lobby');
    await line(atBob, 'to be read').hover();
    await line(atBob, 'to be read').getByRole('button', { name: /^More/ }).click();
    await atBob.evaluate('document.hasFocus = () => false');
    await atBob.getByRole('menuitem', { name: 'Mark unread' }).click();
    await atBob.locator('nav button[data-room="library"]', { hasText: '1 unread' }).waitFor();
    await second.locator('nav button[data-room="library"]', { hasText: '1 unread' }).waitFor();
  });

  it('keeps a line unread until the next one comes, wherever the mouse goes', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('library', alice, bob);
    for (const text of ['first', 'second']) await say(atAlice, text);
    await line(atBob, 'second').waitFor();
    await atBob.bringToFront();
    await act(atBob, 'second', 'Mark unread');
    const badge = (room: string) => atBob.locator(`nav button[data-room="${room}"] .badge`);
    await badge('library').waitFor();
    await line(atBob, 'first').hover();
    await line(atBob, 'first').getByRole('button', { name: 'Answer' }).waitFor();
    // What is counted next is shown together with what was read.
    await go(atAlice, 'lobby');
    await say(atAlice, 'elsewhere');
    await badge('lobby').waitFor();
    expect(await badge('library').count()).toBe(1);
    await go(atAlice, 'library');
    await say(atAlice, 'third');
    await badge('library').waitFor({ state: 'detached' });
  });

  it('leaves unread what is behind an old line that an address led to', async () => {
    const { alice, bob, server } = await browsing.house();
    const [atBob] = await browsing.visitRoom('library', bob);
    await go(atBob, 'lobby');
    for (let count = 1; count <= 90; count++) {
      const line = { room: 'library', client_id: randomUUID(), name: 'bot', body: `line ${count}.` };
      await server.api('chat.post', line);
    }
    const badge = (room: string) => atBob.locator(`nav button[data-room="${room}"] .badge`);
    await badge('library').getByText('90').waitFor();
    await atBob.bringToFront();
    await atBob.evaluate("location.hash = '#library/9'");
    await atBob.locator('article.target', { hasText: 'line 9.' }).waitFor();
    const [atAlice] = await browsing.visitRoom('lobby', alice);
    await say(atAlice, 'elsewhere');
    await badge('lobby').waitFor();
    expect(await badge('library').textContent()).toContain('90');
  });

  it('shows what stands behind a link of the site', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('lobby', alice, bob);
    await say(atAlice, 'look at https://example.com/node/7');
    const card = line(atBob, 'look at').locator('chat-preview a');
    await card.getByText('behind /node/7').waitFor();
    expect(await card.getAttribute('href')).toBe('/node/7');
  });
});
