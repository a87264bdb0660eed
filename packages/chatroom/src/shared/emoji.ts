import { isText } from './fields.ts';

/** An emoji and what it is called. */
export interface Emoji {
  readonly emoji: string;
  /** As Unicode calls it. */
  readonly name: string;
  /** What stands for it between two colons. */
  readonly shortcodes: readonly string[];
  /** Other words by which it is looked for. */
  readonly tags: string;
  /** The same in five colours of skin, from light to dark; empty where there is none. */
  readonly skins: readonly string[];
}

/** Emojis that stand together. */
export interface EmojiGroup {
  readonly name: EmojiGroupName;
  readonly emojis: readonly Emoji[];
}

export const emojiGroupNames = [
  'smileys',
  'people',
  'animals',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const;

export type EmojiGroupName = (typeof emojiGroupNames)[number];

/**
 * Reads what `emojis.json` holds: by group rows of emoji, name, shortcodes, other words, and the same in colours of
 * skin, each separated by spaces. What is anything else is left out.
 */
export function readEmojis(value: unknown): readonly EmojiGroup[] {
  const rows = (value ?? {}) as Readonly<Partial<Record<EmojiGroupName, unknown>>>;
  return emojiGroupNames.flatMap((name) => {
    const group = rows[name];
    return Array.isArray(group) ? [{ name, emojis: group.flatMap((row) => readEmoji(row) ?? []) }] : [];
  });
}

function readEmoji(row: unknown): Emoji | undefined {
  if (!Array.isArray(row)) return undefined;
  const [emoji, name, shortcodes = '', tags = '', skins = ''] = row as readonly unknown[];
  if (![emoji, name, shortcodes, tags, skins].every(isText)) return undefined;
  return {
    emoji: String(emoji),
    name: String(name),
    shortcodes: wordsOf(shortcodes),
    tags: String(tags),
    skins: wordsOf(skins),
  };
}

function wordsOf(text: unknown): readonly string[] {
  return String(text)
    .split(' ')
    .filter((word) => word !== '');
}

/** Emojis that are called so, those first whose name or shortcode begins so. */
export function findEmojis(groups: readonly EmojiGroup[], typed: string, most: number): readonly Emoji[] {
  const wanted = typed.toLowerCase();
  const [first, later]: [Emoji[], Emoji[]] = [[], []];
  for (const emoji of groups.flatMap(({ emojis }) => emojis)) {
    if ([emoji.name, ...emoji.shortcodes].some((word) => word.startsWith(wanted))) first.push(emoji);
    else if (`${emoji.name} ${emoji.shortcodes.join(' ')} ${emoji.tags}`.includes(wanted)) later.push(emoji);
  }
  return [...first, ...later].slice(0, most);
}
