// `node scripts/build-emojis.js [VERSION]`: writes packages/chatroom/emojis.json anew, from npm's emojibase-data.
// That package holds 49 MB in all languages, so it is no dependency: this fetches it when Unicode has new emojis.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emojiGroupNames } from '../packages/chatroom/src/shared/emoji.ts';

const [version = '17.0.0'] = process.argv.slice(2);
/** Emojibase's groups by number; components, the third, are no emojis by themselves. */
const groups = emojiGroupNames.toSpliced(2, 0, undefined);

const folder = mkdtempSync(join(tmpdir(), 'emojis-'));
try {
  execFileSync('npm', ['pack', '--silent', `emojibase-data@${version}`], { cwd: folder });
  execFileSync('tar', ['xzf', `emojibase-data-${version}.tgz`], { cwd: folder });
  const read = (file) => JSON.parse(readFileSync(join(folder, 'package', file), 'utf8'));
  const shortcodes = read('en/shortcodes/github.json');
  const more = read('en/shortcodes/emojibase.json');
  const rows = Object.fromEntries(groups.filter((name) => name).map((name) => [name, []]));
  for (const one of read('en/data.json').sort((a, b) => (a.order ?? 0) - (b.order ?? 0))) {
    const group = groups[one.group];
    if (group) rows[group].push(rowOf(one, [shortcodes[one.hexcode] ?? more[one.hexcode] ?? []].flat()));
  }
  const lines = Object.entries(rows).map(
    ([name, emojis]) =>
      `  ${JSON.stringify(name)}: [\n${emojis.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`,
  );
  writeFileSync(new URL('../packages/chatroom/emojis.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

/** As Unicode recommends it for exchange, which is what the server takes. */
function recommended(emoji) {
  const found = [emoji, emoji.replaceAll('\u{FE0F}', '')].find((one) => /^\p{RGI_Emoji}$/v.test(one));
  if (found === undefined) throw new Error(`${emoji} is no emoji that this Node knows; use a newer one`);
  return found;
}

function rowOf({ emoji, label, tags = [], skins = [] }, codes) {
  // One colour for all that are in it; couples of two colours are left to those who type them.
  const colours = skins.filter(({ tone }) => typeof tone === 'number').map((skin) => recommended(skin.emoji));
  const words = tags.filter((tag) => !label.includes(tag));
  const row = [recommended(emoji), label, codes.join(' '), words.join(' '), colours.join(' ')];
  while (row.at(-1) === '') row.pop();
  return row;
}
