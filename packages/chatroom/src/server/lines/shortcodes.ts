import emojis from '../../../emojis.json' with { type: 'json' };
import { readEmojis } from '../../shared/emoji.ts';

/** Emojis by what stands for them between two colons. */
const byShortcode: ReadonlyMap<string, string> = new Map(
  readEmojis(emojis).flatMap((group) =>
    group.emojis.flatMap(({ emoji, shortcodes }) => shortcodes.map((code) => [code, emoji] as const)),
  ),
);

/** The emoji that a shortcode stands for; undefined for a word that is none. */
export function emojiOf(shortcode: string): string | undefined {
  return byShortcode.get(shortcode);
}
