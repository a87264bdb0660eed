import { css, html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { Line, LineFile } from '../shared/line.ts';
import type { ChatSession } from './chat-session.ts';
import { icon } from './icon.ts';

/** Pictures that a browser shows; all others are offered for download. */
const pictures: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/** What a line says, and its files. */
export function lineContent(session: ChatSession, room: string, line: Line, name: string): TemplateResult {
  if (line.deleted) return html`<p class="gone">${session.say('deleted')}</p>`;
  return html`${text(line, name)}
  ${(line.files ?? []).map((file) => fileLink(session, room, file))}
  ${session
    .previewable(line.html)
    .map((address) => html`<chat-preview .session=${session} .address=${address}></chat-preview>`)}`;
}

function text({ kind, html: markup }: Line, name: string): TemplateResult | typeof nothing {
  if (markup === '') return nothing;
  if (kind === 'me') {
    return html`<div class="text" dir="auto"><span>${name} </span>${unsafeHTML(markup)}</div>`;
  }
  // A template of its own for each line costs several times as much.
  return html`<div class="text" dir="auto" .innerHTML=${markup}></div>`;
}

function fileLink(session: ChatSession, room: string, file: LineFile): TemplateResult {
  const { name, type, size, width, height } = file;
  const url = session.files.url(room, file);
  if (!pictures.has(type) || width === undefined || height === undefined) {
    return html`<a class="file" href=${url} download=${name}
      >${icon('attach')} <bdi>${name}</bdi> <span class="quiet">${sizeOf(size)}</span></a
    >`;
  }
  return html`<a class="picture" href=${url} target="_blank" rel="noopener"
    ><img src=${url} alt=${name} loading="lazy" width=${width} height=${height}
  /></a>`;
}

/** A file's size, as the reader's language writes it. */
export function sizeOf(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log(bytes) / Math.log(1000)) : 0);
  return new Intl.NumberFormat(document.documentElement.lang || undefined, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1000 ** power);
}

export const contentStyles = css`
  .file,
  .picture {
    display: inline-block;
    max-inline-size: 100%;
    margin-block: 0.2em;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    color: var(--_link);
    overflow: hidden;
  }
  .file {
    padding: 0.4em 0.7em;
    text-decoration: none;
    overflow-wrap: anywhere;
  }
  .picture img {
    display: block;
    max-inline-size: min(100%, 24rem);
    max-block-size: 18rem;
    block-size: auto;
    inline-size: auto;
    background: var(--_raised);
  }
`;
