import { html, type TemplateResult } from 'lit-html';
import { time } from './format.ts';

/** An error that a client was told, or why it was closed. */
export interface Mishap {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly what: string;
  readonly code: number;
  /** In the words of the documentation; absent for a code that is not the server's own. */
  readonly meaning?: string;
}

/** The last errors, newest first; each code leads to what the documentation says of it. */
export function mishapList(mishaps: readonly Mishap[] | undefined): TemplateResult {
  if (mishaps === undefined) return html`<p class="note">Loading…</p>`;
  if (mishaps.length === 0) return html`<p class="note">No errors since the server started.</p>`;
  return html`<div class="scroll" role="region" aria-label="Last errors" tabindex="0">
    <table>
      <caption class="hidden">Last errors, newest first</caption>
      <thead>
        <tr><th scope="col">Time</th><th scope="col">Command</th><th scope="col">Code</th><th scope="col">Meaning</th></tr>
      </thead>
      <tbody>
        ${mishaps.map(
          (mishap) => html`<tr>
            <td><time datetime=${new Date(mishap.at).toISOString()}>${time(mishap.at)}</time></td>
            <th scope="row">${mishap.what === 'close' ? 'connection closed' : mishap.what}</th>
            <td>${link(mishap)}</td>
            <td>${mishap.meaning ?? 'a plugin’s or an application’s own'}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function link({ code, meaning }: Mishap): TemplateResult {
  return meaning === undefined
    ? html`<code>${code}</code>`
    : html`<a href="codes.html#code-${code}" target="_blank" rel="noopener"
        ><code>${code}</code><span class="hidden"> in the documentation, in a new tab</span></a
      >`;
}
