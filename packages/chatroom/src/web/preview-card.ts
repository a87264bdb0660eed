import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ChatSession } from './chat-session.ts';
import type { Preview } from './site-previews.ts';
import { tokens } from './styles.ts';

/** What stands behind a link of a line; nothing where this reader may not see it. */
export class ChatPreview extends LitElement {
  static override properties = {
    session: { attribute: false },
    address: {},
    preview: { state: true },
  };

  declare session: ChatSession;
  declare address: string;
  declare preview: Preview | undefined;

  static override styles = [
    tokens,
    css`
      :host {
        display: block;
      }
      a {
        display: block;
        max-inline-size: 28rem;
        margin-block: 0.2em;
        padding: 0.4em 0.7em;
        border: 1px solid var(--_line);
        border-inline-start: 3px solid var(--_accent);
        border-radius: var(--_radius);
        background: var(--_raised);
        color: inherit;
        text-decoration: none;
        overflow-wrap: anywhere;
      }
      strong {
        display: block;
        color: var(--_link);
      }
      a:hover strong {
        text-decoration: underline;
      }
    `,
  ];

  #end: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('address') || changed.has('session')) this.#watch();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.preview) return nothing;
    const { title, kind, text } = this.preview;
    return html`<a href=${this.address} dir="auto"
      ><strong>${title}</strong><span class="quiet">${kind}</span>${text === '' ? nothing : html`<br />${text}`}</a
    >`;
  }

  #watch(): void {
    this.#end?.();
    this.preview = undefined;
    this.#end = this.session.watchPreview(this.address, (preview) => {
      this.preview = preview;
    });
  }
}
