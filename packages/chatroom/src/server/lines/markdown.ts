import MarkdownIt from 'markdown-it';
import type { Call, LineKind } from '../../shared/line.ts';
import { emojiOf } from './shortcodes.ts';

/** What a line's source says, ready to be rendered once the names of those it mentions are known. */
export interface ParsedLine {
  /** Accounts that `<@UID>` stands for, each once, at most 50. */
  readonly mentions: readonly number[];
  /** What `<!all>` or `<!here>` asks for. */
  readonly calls: Call | undefined;
  /**
   * Markup that is safe on any page: its only tags are p, br, em, strong, s, code, pre, blockquote, ul, ol, li,
   * span and a, its only addresses those that a browser may follow. A mention without a name stays as it was written.
   */
  render(names: ReadonlyMap<number, string>, mayCall: boolean): string;
}

interface Names {
  readonly names: ReadonlyMap<number, string>;
  readonly mayCall: boolean;
}

const mentionLimit = 50;
const wordSign = /[\p{L}\p{N}_]/u;
const shortcodePattern = /:([a-z0-9_+-]{1,40}):/y;
const mentionPattern = /<@([1-9][0-9]{0,9})>|<!(all|here)>/y;

// What a line of talk needs: no headings, tables or pictures; raw HTML is text.
const markdown = new MarkdownIt('default', { html: false, linkify: true, breaks: true }).disable([
  'heading',
  'lheading',
  'hr',
  'image',
  'reference',
  'table',
]);

// Words such as file.pm are no addresses.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

markdown.inline.ruler.before('autolink', 'mention', (state, silent) => {
  mentionPattern.lastIndex = state.pos;
  const [source, uid, call] = mentionPattern.exec(state.src) ?? [];
  if (source === undefined) return false;
  if (!silent) {
    const token = state.push('mention', '', 0);
    token.content = source;
    token.meta = uid === undefined ? { call } : { uid: Number(uid) };
  }
  state.pos += source.length;
  return true;
});

markdown.inline.ruler.before('autolink', 'shortcode', (state, silent) => {
  shortcodePattern.lastIndex = state.pos;
  const [source, name = ''] = shortcodePattern.exec(state.src) ?? [];
  const emoji = emojiOf(name);
  if (source === undefined || emoji === undefined) return false;
  // Within a word, such as a path of names, colons are colons; right behind another emoji they are not.
  const before = state.pending.at(-1) ?? '';
  const after = state.src[state.pos + source.length] ?? '';
  if (before === ':' || wordSign.test(before) || wordSign.test(after)) return false;
  // As text: what is around it may still be a link or a mark.
  if (!silent) state.pending += emoji;
  state.pos += source.length;
  return true;
});

markdown.renderer.rules.mention = (tokens, index, _options, env) => {
  const { names, mayCall } = env as unknown as Names;
  const { content = '', meta } = tokens[index] ?? {};
  const { uid, call } = metaOf(meta);
  // Who may not call said no more than the word.
  if (call && !mayCall) return `@${call}`;
  const name = uid === undefined ? call : names.get(uid);
  if (name === undefined) return markdown.utils.escapeHtml(content);
  const whom = uid === undefined ? '' : ` data-uid="${uid}"`;
  return `<span class="mention"${whom}>@${markdown.utils.escapeHtml(name)}</span>`;
};

const linkOpen = markdown.renderer.renderToken.bind(markdown.renderer);
markdown.renderer.rules.link_open = (tokens, index, options) => {
  // A reader's place is kept, search engines get nothing from it, and the other page can't reach this one.
  tokens[index]?.attrSet('rel', 'nofollow ugc noopener');
  tokens[index]?.attrSet('target', '_blank');
  return linkOpen(tokens, index, options);
};

/** Reads a line's source: Markdown as people write it in a chat. */
export function parseLine(kind: LineKind, body: string): ParsedLine {
  const tokens = kind === 'me' ? markdown.parseInline(body, {}) : markdown.parse(body, {});
  const found = tokens.flatMap(({ children }) => (children ?? []).filter(({ type }) => type === 'mention'));
  const uids = found.flatMap(({ meta }) => metaOf(meta).uid ?? []);
  const calls = found.map(({ meta }) => metaOf(meta).call).find((call) => call !== undefined);
  return {
    mentions: [...new Set(uids)].slice(0, mentionLimit),
    calls,
    render: (names, mayCall) => markdown.renderer.render(tokens, markdown.options, { names, mayCall }).trim(),
  };
}

/** What the rule above noted at its token. */
function metaOf(meta: unknown): { readonly uid?: number; readonly call?: Call } {
  return typeof meta === 'object' && meta !== null ? meta : {};
}
