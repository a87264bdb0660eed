import { css, html, LitElement, type TemplateResult } from 'lit';
import type { RoomOverview } from '../shared/room-overview.ts';
import type { ChatSession } from './chat-session.ts';
import { tokens } from './styles.ts';

const shownRooms = 8;

/** Goes to a room by some letters of its name. Event `go` with its name. */
export class ChatSwitcher extends LitElement {
  static override properties = {
    session: { attribute: false },
    typed: { state: true },
    chosen: { state: true },
  };

  declare session: ChatSession;
  declare typed: string;
  /** Which of those found Enter goes to. */
  declare chosen: number;

  constructor() {
    super();
    this.typed = '';
    this.chosen = 0;
  }

  static override styles = [
    tokens,
    css`
      ul {
        padding-block-start: 0.4em;
      }
      [role='option'] {
        padding: 0.4em 0.6em;
        border-radius: var(--_radius);
        cursor: pointer;
      }
      [aria-selected='true'] {
        background: var(--_accent);
        color: var(--_on-accent);
      }
    `,
  ];

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    const { say } = this.session;
    const found = this.#found();
    return html`
      <input
        role="combobox"
        autocomplete="off"
        aria-label=${say('quickSwitchHint')}
        placeholder=${say('quickSwitchHint')}
        aria-expanded=${found.length > 0}
        aria-controls="found"
        aria-activedescendant=${`room-${this.chosen}`}
        .value=${this.typed}
        @input=${(event: Event) => {
          this.typed = (event.target as HTMLInputElement).value;
          this.chosen = 0;
        }}
        @keydown=${this.#key}
      />
      <ul id="found" role="listbox" aria-label=${say('rooms')}>
        ${found.map(
          ({ room, title }, index) =>
            html`<li id="room-${index}" role="option" dir="auto" aria-selected=${index === this.chosen} @click=${() => this.#go(room)}>
              ${title}
            </li>`,
        )}
      </ul>
    `;
  }

  #found(): readonly RoomOverview[] {
    const typed = this.typed.toLocaleLowerCase();
    const { rooms } = this.session.list.snapshot;
    return rooms.filter(({ title }) => title.toLocaleLowerCase().includes(typed)).slice(0, shownRooms);
  }

  readonly #key = (event: KeyboardEvent): void => {
    const found = this.#found();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const room = found[this.chosen]?.room;
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      this.chosen = (this.chosen + step + found.length) % found.length;
    } else if (event.key === 'Enter' && room !== undefined) {
      event.preventDefault();
      this.#go(room);
    }
  };

  #go(room: string): void {
    this.dispatchEvent(new CustomEvent('go', { detail: room }));
  }
}
