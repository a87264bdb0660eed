import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { RoomListSnapshot } from '../shared/room-list.ts';
import { tabStorage } from './browser-storage.ts';
import type { ChatSession } from './chat-session.ts';
import { icon } from './icon.ts';
import { counted } from './room-nav.ts';
import { tokens } from './styles.ts';

const key = 'chatroom:drawer';

/**
 * A button in the corner of the page that opens the whole chat over it, and stays open from page to page.
 *
 * Properties: `session` (a ChatSession), `room` (the one that opens first).
 */
export class ChatDrawer extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: {},
    list: { state: true },
    isOpen: { state: true },
  };

  declare session: ChatSession | undefined;
  declare room: string | undefined;
  declare list: RoomListSnapshot | undefined;
  declare isOpen: boolean;

  #end: (() => void) | undefined;

  constructor() {
    super();
    this.isOpen = tabStorage.get(key) === 'open';
  }

  static override styles = [
    tokens,
    css`
      :host {
        position: fixed;
        inset-block-end: 1rem;
        inset-inline-end: 1rem;
        z-index: 500;
      }
      .opener {
        padding: 0.7em 1.1em;
        border-radius: 2em;
        box-shadow: 0 0.3em 1.2em #0005;
        margin-inline-start: auto;
        display: block;
      }
      chat-app {
        --chat-block-size: min(36rem, calc(100dvh - 6rem));
        inline-size: min(26rem, calc(100vw - 2rem));
        margin-block-end: 0.6rem;
        box-shadow: 0 0.6em 2.4em #0006;
      }
    `,
  ];

  override connectedCallback(): void {
    // Where it stands in the page, a header might lie above it.
    if (this.parentElement !== document.body) {
      document.querySelector('body > chat-drawer')?.remove();
      document.body.append(this);
    } else super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
    this.#end = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('session')) return;
    this.#end?.();
    this.#end = this.session?.list.onChange((list) => {
      this.list = list;
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { session, list } = this;
    if (!session || !list) return nothing;
    const { say } = session;
    const { unread } = list;
    return html`
      ${
        this.isOpen
          ? html`<chat-app
              .session=${session}
              .room=${this.room}
              @keydown=${this.#key}
              @room-change=${({ detail }: CustomEvent<string>) => {
                this.room = detail;
              }}
            ></chat-app>`
          : nothing
      }
      <button class="primary opener" aria-expanded=${this.isOpen} @click=${() => this.#toggle()}>
        <span aria-hidden="true">${icon(this.isOpen ? 'close' : 'chat')} ${!this.isOpen && unread > 0 ? counted(unread) : ''}</span>
        <span class="spoken">
          ${this.isOpen ? say('close') : unread > 0 ? say('openUnread', { count: unread }) : say('open')}
        </span>
      </button>
    `;
  }

  readonly #key = (event: KeyboardEvent): void => {
    // What is open in the chat closes first.
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    const app = event.currentTarget as HTMLElement & { panel?: unknown; dialog?: unknown };
    if (app.panel === undefined && app.dialog === undefined) this.#toggle();
  };

  #toggle(): void {
    this.isOpen = !this.isOpen;
    tabStorage.set(key, this.isOpen ? 'open' : 'closed');
    void this.updateComplete.then(() => {
      if (!this.isOpen) this.renderRoot.querySelector<HTMLElement>('.opener')?.focus();
    });
  }
}
