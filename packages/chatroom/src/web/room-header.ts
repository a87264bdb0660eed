import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { RoomOverview } from '../shared/room-overview.ts';
import { Alerts } from './alerts.ts';
import type { Side } from './chat-app.ts';
import type { ChatSession } from './chat-session.ts';
import { icon } from './icon.ts';
import { counted } from './room-nav.ts';
import { tokens } from './styles.ts';
import { attempt } from './trouble.ts';

/**
 * What stands over a conversation: the room's name, the ways to what is beside it, the menu of the room.
 *
 * Events: `rooms` (shows or hides them where it is narrow), `show` with what is to stand beside, `invite`.
 */
export class ChatRoomHeader extends LitElement {
  static override properties = {
    session: { attribute: false },
    overview: { attribute: false },
    side: { attribute: false },
    present: { type: Number },
    othersUnread: { type: Number },
    hasRooms: { type: Boolean },
    isSingle: { type: Boolean, attribute: 'single', reflect: true },
    isOpen: { state: true },
  };

  declare session: ChatSession;
  declare overview: RoomOverview;
  /** What stands beside the conversation; undefined for nothing that was asked for. */
  declare side: Side['what'] | undefined;
  /** How many are here; 0 while that isn't known. */
  declare present: number;
  /** Unread lines of other rooms. */
  declare othersUnread: number;
  /** Are the rooms shown over the conversation? */
  declare hasRooms: boolean;
  declare isSingle: boolean;
  /** Is the menu open? */
  declare isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
    this.isSingle = false;
  }

  static override styles = [
    tokens,
    css`
      :host {
        display: block;
      }
      header {
        position: relative;
        display: flex;
        align-items: center;
        gap: 0.5em;
        padding: 0.5em var(--_gap);
        border-block-end: 1px solid var(--_line);
        min-block-size: 3em;
      }
      h2 {
        flex: 1;
        font-size: 1.05em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .tool {
        padding: 0.3em 0.45em;
      }
      .tool[aria-pressed='true'] {
        background: color-mix(in srgb, var(--_accent) 16%, transparent);
      }
      .room-menu {
        inset-block-start: 100%;
        inset-inline-end: 0.5em;
        z-index: 4;
        gap: 0.2em;
        max-inline-size: calc(100% - 1em);
      }
      .room-menu button {
        text-align: start;
      }
      .room-menu label {
        padding: 0.35em 0.6em;
      }
      .when-narrow {
        display: none;
      }
      :host([single]) .rooms {
        display: none !important;
      }
      :host([single]) .people {
        display: inline-block;
      }
      @container (max-width: 56rem) {
        .people {
          display: inline-block;
        }
      }
      @container (max-width: 38rem) {
        .when-narrow {
          display: inline-block;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#elsewhere);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#elsewhere);
  }

  protected override render(): TemplateResult {
    const { overview, side, present } = this;
    const { say } = this.session;
    return html`<header @keydown=${this.#key}>
      <button class="when-narrow rooms" aria-expanded=${this.hasRooms} @click=${() => this.#tell('rooms')}>
        <span aria-hidden="true"
          >${icon('rooms')}${this.othersUnread === 0 ? nothing : html` <span class="badge strong">${counted(this.othersUnread)}</span>`}</span
        >
        <span class="spoken">${say('showRooms')}</span>
      </button>
      <h2 dir="auto">${overview.title}</h2>
      ${this.#tool('search')}${this.#tool('pins')}
      <button
        class="tool"
        aria-label=${say('roomMenu')}
        title=${say('roomMenu')}
        aria-expanded=${this.isOpen}
        @click=${() => {
          this.isOpen = !this.isOpen;
        }}
      >
        ${icon('roomMenu')}
      </button>
      ${this.isOpen ? this.#menu(overview) : nothing}
      ${overview.slow > 0 ? html`<span class="quiet">${say('slow', { seconds: overview.slow })}</span>` : nothing}
      <button
        class="when-narrow people"
        aria-expanded=${side === 'people'}
        @click=${() => this.#tell('show', { what: 'people' } satisfies Side)}
      >
        <span aria-hidden="true">${icon('people')} ${present > 0 ? present : nothing}</span>
        <span class="spoken">${say('showPeople')}</span>
      </button>
    </header>`;
  }

  #tool(what: 'search' | 'pins'): TemplateResult {
    const word = this.session.say(what);
    return html`<button
      class="tool"
      aria-label=${word}
      title=${word}
      aria-pressed=${this.side === what}
      @click=${() => this.#tell('show', { what } satisfies Side)}
    >
      ${icon(what)}
    </button>`;
  }

  #menu({ room, title, kind, status, notify, may_moderate, may_own }: RoomOverview): TemplateResult {
    const { say, account, alerts } = this.session;
    const item = (words: string, act: () => void, isDanger = false) =>
      html`<button
        class=${isDanger ? 'danger' : ''}
        @click=${() => {
          this.#close();
          act();
        }}
      >
        ${words}
      </button>`;
    return html`<div class="room-menu floating">
      ${
        account.uid > 0
          ? html`${this.#level(room, notify)}
            ${
              Alerts.knowsDesktop
                ? item(say(alerts.hasDesktop ? 'desktopOff' : 'desktopOn'), () =>
                    this.#try(alerts.setDesktop(!alerts.hasDesktop)),
                  )
                : nothing
            }
            ${item(say(alerts.hasSound ? 'soundOff' : 'soundOn'), () => this.#try(alerts.setSound(!alerts.hasSound)))}`
          : nothing
      }
      ${kind === 'private' && may_moderate ? item(say('invite'), () => this.#tell('invite')) : nothing}
      ${
        may_own && kind !== 'direct'
          ? item(say(status === 'archived' ? 'reopen' : 'archive'), () =>
              this.#ask('chat.settle', { room, status: status === 'archived' ? 'open' : 'archived' }),
            )
          : nothing
      }
      ${
        kind === 'private'
          ? item(
              say('leaveRoom'),
              () => {
                if (confirm(say('confirmLeave', { room: title }))) this.#ask('chat.leave', { room });
              },
              true,
            )
          : nothing
      }
    </div>`;
  }

  #level(room: string, notify: RoomOverview['notify']): TemplateResult {
    const { say } = this.session;
    const levels = { all: say('tellAll'), mentions: say('tellMentions'), nothing: say('tellNothing') };
    return html`<label
      >${say('tellMe')}
      <select
        @change=${(event: Event) =>
          this.#ask('chat.notify', { room, level: (event.target as HTMLSelectElement).value })}
      >
        ${Object.entries(levels).map(
          ([level, words]) => html`<option value=${level} ?selected=${level === notify}>${words}</option>`,
        )}
      </select></label
    >`;
  }

  #ask(method: string, data: object): void {
    this.#try(this.session.connection.rpc(method, data));
  }

  #try(act: Promise<unknown>): void {
    void attempt(this, this.session.say, act);
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.isOpen) return;
    event.stopPropagation();
    this.#close();
  };

  /** Closes the menu, and has the keys go on where it was opened. */
  #close(): void {
    this.isOpen = false;
    this.renderRoot.querySelector<HTMLElement>('.tool[aria-expanded]')?.focus();
  }

  readonly #elsewhere = (event: Event): void => {
    if (this.isOpen && !event.composedPath().includes(this)) this.isOpen = false;
  };

  #tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
