import { css, html, LitElement, type TemplateResult } from 'lit';
import type { Person } from '../shared/people.ts';
import type { SanctionKind } from '../shared/room-overview.ts';
import type { ChatSession } from './chat-session.ts';
import { tokens } from './styles.ts';

/** What is asked for in front of everything else. */
export type Dialog =
  | { readonly what: 'switch' | 'talk' | 'create' | 'invite' }
  | { readonly what: SanctionKind; readonly person: Person };

/** Asks for something in front of everything else, while it is there. Events: `go` with a room's name, `close`. */
export class ChatDialog extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    dialog: { attribute: false },
  };

  declare session: ChatSession;
  /** Into which somebody is asked, or where somebody is held back. */
  declare room: string;
  declare dialog: Dialog;

  static override styles = [
    tokens,
    css`
      :host {
        display: contents;
      }
      dialog {
        inline-size: min(26rem, 90%);
        margin-block-start: 4em;
        padding: 0.6em;
        color: inherit;
      }
    `,
  ];

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('dialog')?.showModal();
  }

  protected override render(): TemplateResult {
    const { session, dialog } = this;
    return html`<dialog
      class="floating"
      aria-label=${session.say(dialog.what === 'switch' ? 'quickSwitch' : 'begin')}
      @close=${this.#close}
    >
      ${this.#content()}
    </dialog>`;
  }

  #content(): TemplateResult {
    const { session, room, dialog } = this;
    if (dialog.what === 'switch') {
      return html`<chat-switcher .session=${session} @go=${this.#go}></chat-switcher>`;
    }
    if ('person' in dialog) {
      return html`<chat-hold-back
        .session=${session}
        .room=${room}
        .person=${dialog.person}
        .kind=${dialog.what}
        @close=${this.#leave}
      ></chat-hold-back>`;
    }
    return html`<chat-begin
      .session=${session}
      .what=${dialog.what}
      .room=${room}
      @begun=${this.#go}
      @close=${this.#leave}
    ></chat-begin>`;
  }

  readonly #go = ({ detail }: CustomEvent<string>): void => {
    this.dispatchEvent(new CustomEvent('go', { detail }));
  };

  /** A dialog that is only taken away gives the focus back to nobody. */
  readonly #leave = (): void => {
    this.renderRoot.querySelector('dialog')?.close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new CustomEvent('close'));
  };
}
