import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../../client/test/browser.ts';
import { act, Browsing, composer, line, say } from './house.ts';

describe.runIf(chromiumPath)('keeping order in a browser', { timeout: 180_000 }, () => {
  const browsing = new Browsing();

  it('mutes somebody for as long and for the reason that the moderator chose, and lets them read on', async () => {
    const { bob, eve } = await browsing.house();
    const [atBob, atEve] = await browsing.visitRoom('lobby', bob, eve);
    await say(atBob, 'shouting');
    await line(atEve, 'shouting').waitFor();
    await act(atEve, 'shouting', 'Mute…');
    const dialog = atEve.locator('chat-hold-back');
    await dialog.getByLabel('For how long').selectOption({ label: 'a day' });
    await dialog.getByLabel('Why?').fill('too loud');
    await dialog.locator('button.primary').click();
    await dialog.waitFor({ state: 'detached' });
    await atBob.getByText(/A moderator muted you\. too loud It ends on/).waitFor();
    await atBob.getByText('You may read here, but not write.').waitFor();
    await say(atEve, 'as I said');
    await line(atBob, 'as I said').waitFor();
  });

  it('puts somebody out for five minutes with one click', async () => {
    const { bob, eve } = await browsing.house();
    const [atBob, atEve] = await browsing.visitRoom('lobby', bob, eve);
    await say(atBob, 'spam');
    await line(atEve, 'spam').waitFor();
    await act(atEve, 'spam', 'Kick out for 5 minutes');
    await atBob.getByText(/A moderator closed this room for you\. {1,2}It ends on/).waitFor();
    await atBob.locator('nav button[data-room="lobby"]').waitFor({ state: 'detached' });
  });

  it('closes a room at once for somebody who is banned for good, and tells why', async () => {
    const { bob, eve } = await browsing.house();
    const [atBob, atEve] = await browsing.visitRoom('lobby', bob, eve);
    await say(atBob, 'more spam');
    await line(atEve, 'more spam').waitFor();
    await act(atEve, 'more spam', 'Ban…');
    const dialog = atEve.locator('chat-hold-back');
    await dialog.getByLabel('For how long').selectOption({ label: 'for good' });
    await dialog.getByLabel('Why?').fill('spam');
    await dialog.getByLabel('Why?').press('Enter');
    await atBob.getByText('A moderator closed this room for you. spam').waitFor();
    await atBob.locator('nav button[data-room="lobby"]').waitFor({ state: 'detached' });
  });

  it('keeps order from nobody who is no moderator', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('lobby', alice, bob);
    await say(atBob, 'hello');
    await line(atAlice, 'hello').hover();
    await line(atAlice, 'hello').getByRole('button', { name: /^More/ }).click();
    await atAlice.getByRole('menuitem', { name: 'Report' }).waitFor();
    expect(await atAlice.getByRole('menuitem', { name: /Mute|Kick|Ban|Pin/ }).count()).toBe(0);
  });

  it('carries a command out, keeps one that fails, and sends what is none', async () => {
    const { alice } = await browsing.house();
    const [page] = await browsing.visitRoom('lobby', alice);
    await composer(page).pressSequentially('/ro');
    await page.getByRole('option', { name: '/roll' }).waitFor();
    await composer(page).press('Enter');
    expect(await composer(page).inputValue()).toBe('/roll ');
    await composer(page).press('Enter');
    await page.getByText('That didn’t work: how many sides?').waitFor();
    expect(await composer(page).inputValue()).toBe('/roll ');
    await say(page, '/roll 6');
    await page.getByText('lobby roll 6').waitFor();
    expect(await composer(page).inputValue()).toBe('');
    await say(page, '/unknown is a line');
    await line(page, '/unknown is a line').waitFor();
    expect(await page.locator('chat-conversation article').count()).toBe(1);
  });
});
