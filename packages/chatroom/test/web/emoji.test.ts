import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { chromiumPath } from '../../../client/test/browser.ts';
import { findEmojis, readEmojis } from '../../src/shared/emoji.ts';
import { Browsing, composer, line, say } from './house.ts';

const groups = readEmojis(
  JSON.parse(readFileSync(new URL('../../emojis.json', import.meta.url), 'utf8')) as unknown,
);

describe('the emojis', () => {
  it('are all that the server takes as one', () => {
    const all = groups.flatMap(({ emojis }) => emojis.flatMap(({ emoji, skins }) => [emoji, ...skins]));
    expect(all.length).toBeGreaterThan(3000);
    expect(all.filter((emoji) => !/^\p{RGI_Emoji}$/v.test(emoji))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('have shortcodes that stand for one each', () => {
    const codes = groups.flatMap(({ emojis }) => emojis.flatMap(({ shortcodes }) => shortcodes));
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it('are found by how they begin first', () => {
    const found = findEmojis(groups, 'tad', 3).map(({ emoji }) => emoji);
    expect(found[0]).toBe('🎉');
    expect(findEmojis(groups, 'no such thing', 3)).toEqual([]);
  });

  it('are read of nothing else', () => {
    expect(readEmojis({ smileys: [7, ['😀'], ['😀', 'grin', 5], ['😀', 'grin']] })).toEqual([
      { name: 'smileys', emojis: [{ emoji: '😀', name: 'grin', shortcodes: [], tags: '', skins: [] }] },
    ]);
    expect([readEmojis(null), readEmojis('x')]).toEqual([[], []]);
  });
});

describe.runIf(chromiumPath)('emojis in a browser', { timeout: 180_000 }, () => {
  const browsing = new Browsing();

  it('come by their names in colons, chosen or typed, and the server makes them of any shortcode', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('lobby', alice, bob);
    await composer(atAlice).pressSequentially('done :tad');
    await atAlice.getByRole('option', { name: ':tada:' }).waitFor();
    await composer(atAlice).press('Tab');
    expect(await composer(atAlice).inputValue()).toBe('done 🎉 ');
    await composer(atAlice).press('Enter');
    await line(atBob, 'done 🎉').waitFor();
    await say(atAlice, 'thanks :+1: at 12:30:45 `:tada:`');
    await line(atBob, 'thanks 👍 at 12:30:45 :tada:').waitFor();
  });

  it('are picked by a word, by keys alone, and stand where the caret was', async () => {
    const { alice } = await browsing.house();
    const [page] = await browsing.visitRoom('lobby', alice);
    await composer(page).fill('ab');
    await composer(page).press('ArrowLeft');
    await page.getByRole('button', { name: 'Emojis' }).click();
    await page.keyboard.type('turtle');
    await page.getByRole('button', { name: 'turtle', exact: true }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await composer(page).inputValue()).toBe('a🐢b');
    await page.keyboard.type('!');
    expect(await composer(page).inputValue()).toBe('a🐢!b');
    await page.getByRole('button', { name: 'Emojis' }).click();
    await page
      .getByRole('region', { name: 'Chosen lately' })
      .getByRole('button', { name: 'turtle' })
      .waitFor();
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/chat-emojis.png` });
    // Some of them, all alike: axe takes a minute for all 1,900.
    await page.keyboard.type('turt');
    await page.getByRole('region', { name: 'Found' }).waitFor();
    await page.evaluate(axe.source);
    const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('chat-emojis').waitFor({ state: 'detached' });
  });

  it('of all kinds and colours may answer a line', async () => {
    const { alice, bob } = await browsing.house();
    const [atAlice, atBob] = await browsing.visitRoom('lobby', alice, bob);
    await say(atAlice, 'who helps?');
    await line(atBob, 'who helps?').hover();
    await line(atBob, 'who helps?').getByRole('button', { name: 'React', exact: true }).click();
    await atBob.getByRole('button', { name: 'All emojis' }).click();
    await atBob.getByLabel('Colour of skin').selectOption({ index: 3 });
    // The arrows are those of what is typed into.
    await atBob.getByLabel('Look for an emoji').focus();
    await atBob.keyboard.type('raising and');
    for (let count = 0; count < 3; count++) await atBob.keyboard.press('ArrowLeft');
    await atBob.keyboard.type('h');
    expect(await atBob.getByLabel('Look for an emoji').inputValue()).toBe('raising hand');
    await atBob.getByRole('button', { name: 'person raising hand', exact: true }).click();
    await line(atAlice, 'who helps?').getByRole('button', { name: '1 reacted with 🙋🏽' }).waitFor();
  });
});
