import MarkdownIt from 'markdown-it';
import type { LineKind } from '../shared/line.ts';

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

const linkOpen = markdown.renderer.renderToken.bind(markdown.renderer);
markdown.renderer.rules.link_open = (tokens, index, options) => {
  // A reader's place is kept, search engines get nothing from it, and the other page can't reach this one.
  tokens[index]?.attrSet('rel', 'nofollow ugc noopener');
  tokens[index]?.attrSet('target', '_blank');
  return linkOpen(tokens, index, options);
};

/**
 * Renders a line's source: Markdown as people write it in a chat, to markup that is safe on any page.
 *
 * The only tags are p, br, em, strong, s, code, pre, blockquote, ul, ol, li and a, the only addresses those
 * that a browser may follow; everything else of the source is escaped.
 */
export function renderLine(kind: LineKind, body: string): string {
  return (kind === 'me' ? markdown.renderInline(body) : markdown.render(body)).trim();
}
