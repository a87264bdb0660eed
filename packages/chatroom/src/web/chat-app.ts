import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Line } from '../shared/line.ts';
import type { Person, Presence } from '../shared/people.ts';
import type { RoomSnapshot } from '../shared/room-feed.ts';
import type { RoomListSnapshot } from '../shared/room-list.ts';
import type { OwnEvent, RoomOverview } from '../shared/room-overview.ts';
import { appStyles } from './chat-app-styles.ts';
import type { ChatSession } from './chat-session.ts';
import type { ChatComposer } from './composer.ts';
import type { ChatConversation } from './conversation.ts';
import { tokens } from './styles.ts';

/** How long a word about something that happened stays. */
const noticeMs = 6000;

/**
 * The whole chat: rooms, the conversation, who is here.
 *
 * Fits any place of a page: where it is narrow, rooms and people are panels that open.
 * Properties: `session` (a ChatSession), `room` (the one that is open), `single` (no other is shown).
 * Events: `room-change` with the room's name.
 */
export class ChatApp extends LitElement {
  static override properties = {
    session: { attribute: false },
    room: { reflect: true },
    single: { type: Boolean, reflect: true },
    list: { state: true },
    snapshot: { state: true },
    presence: { state: true },
    panel: { state: true },
    notice: { state: true },
    typed: { state: true },
  };

  declare session: ChatSession | undefined;
  declare room: string | undefined;
  /** Shows this room alone. */
  declare single: boolean;
  declare list: RoomListSnapshot | undefined;
  declare snapshot: RoomSnapshot | undefined;
  declare presence: Presence;
  declare panel: 'rooms' | 'people' | 'switch' | undefined;
  declare notice: string;
  /** What stands in the quick switcher. */
  declare typed: string;

  #endings: (() => void)[] = [];
  #roomEndings: (() => void)[] = [];
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.presence = { people: [], guests: 0 };
    this.single = false;
    this.notice = '';
    this.typed = '';
  }

  static override styles = [tokens, appStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#shortcut);
    if (this.session) this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#shortcut);
    clearTimeout(this.#noticeTimer);
    this.#leave();
  }

  /** Opens a room, at a line of it if one is named. */
  async go(room: string, seq?: number): Promise<void> {
    this.room = room;
    this.panel = undefined;
    await this.updateComplete;
    if (seq !== undefined) await this.#conversation?.goTo(seq);
    else this.#composer?.shadowRoot?.querySelector('textarea')?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) this.#open();
    if (changed.has('room') || changed.has('session')) this.#enter();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('room') && this.room !== undefined) {
      this.dispatchEvent(new CustomEvent('room-change', { detail: this.room }));
    }
    if (changed.has('panel') && this.panel === 'switch') {
      this.renderRoot.querySelector('dialog')?.showModal();
    }
  }

  protected override render(): TemplateResult {
    const { session, list, room } = this;
    if (!session || !list) return html``;
    const { say } = session;
    const overview = list.rooms.find((one) => one.room === room);
    return html`
      <div class="app" @trouble=${({ detail }: CustomEvent<string>) => this.#tell(detail)}>
        ${this.single ? nothing : this.#rooms(list)}
        <section class="room" aria-label=${overview?.title ?? say('conversation')}>${overview && room !== undefined ? this.#roomView(session, overview) : this.#noRoom(list)}</section>
        <aside class=${this.panel === 'people' ? 'open' : ''} aria-label=${say('people')}>
          <h2>${say('members')} (${this.presence.people.length + this.presence.guests})</h2>
          <ul>
            ${this.presence.people.map(({ name }) => html`<li>${name}</li>`)}
            ${this.presence.guests > 0 ? html`<li>${say('guests', { count: this.presence.guests })}</li>` : nothing}
          </ul>
        </aside>
        ${this.notice === '' ? nothing : html`<p class="notice" role="alert">${this.notice}</p>`}
        ${this.panel === 'switch' ? this.#switcher(list) : nothing}
      </div>
    `;
  }

  #rooms(list: RoomListSnapshot): TemplateResult {
    const say = this.#say;
    return html`<nav class=${this.panel === 'rooms' ? 'open' : ''} aria-label=${say('rooms')}>
          <h2>${say('rooms')}</h2>
          ${list.isLoaded && list.rooms.length === 0 ? html`<p class="quiet">${say('noRooms')}</p>` : nothing}
          <ul>
            ${list.rooms.map((one) => html`<li>${this.#roomButton(one)}</li>`)}
          </ul>
        </nav>`;
  }

  #roomButton({ room, title, unread, mentions, notify }: RoomOverview): TemplateResult {
    const say = this.#say;
    const isQuiet = notify === 'nothing';
    const words =
      mentions > 0
        ? say('mentions', { count: mentions })
        : unread > 0
          ? say('unread', { count: counted(unread) })
          : '';
    return html`<button
      data-room=${room}
      class=${unread > 0 && !isQuiet ? 'unread' : ''}
      aria-current=${room === this.room}
      @click=${() => this.go(room)}
    >
      <span class="title" dir="auto">${title}</span>
      ${
        words === '' || (isQuiet && mentions === 0)
          ? nothing
          : html`<span class="badge ${mentions > 0 ? 'strong' : ''}" aria-hidden="true"
                >${mentions > 0 ? `@ ${mentions}` : counted(unread)}</span
              ><span class="spoken">, ${words}</span>`
      }
    </button>`;
  }

  #roomView(session: ChatSession, { room, title, status, slow }: RoomOverview): TemplateResult {
    const { say } = session;
    const state = this.snapshot?.state;
    return html`
      <header>
        <button
          class="narrow-only rooms"
          aria-expanded=${this.panel === 'rooms'}
          @click=${() => this.#toggle('rooms')}
        >
          <span aria-hidden="true">☰${this.#otherUnread(room)}</span>
          <span class="spoken">${say('showRooms')}</span>
        </button>
        <h2 dir="auto">${title}</h2>
        ${slow > 0 ? html`<span class="quiet">${say('slow', { seconds: slow })}</span>` : nothing}
        <button
          class="narrow-only people"
          aria-expanded=${this.panel === 'people'}
          @click=${() => this.#toggle('people')}
        >
          <span aria-hidden="true">👥 ${this.presence.people.length + this.presence.guests}</span>
          <span class="spoken">${say('showPeople')}</span>
        </button>
      </header>
      <chat-conversation
        .session=${session}
        .room=${room}
        @answer=${({ detail }: CustomEvent<Line>) => this.#composer?.answer(detail)}
        @edit=${({ detail }: CustomEvent<Line>) => this.#composer?.edit(detail)}
      ></chat-conversation>
      ${
        state === 'connecting'
          ? html`<p class="link-state" role="status">${say('offline')}</p>`
          : html`<p class="typing" aria-live="polite">${this.#typing()}</p>`
      }
      <chat-composer
        .session=${session}
        .room=${room}
        .people=${this.#known()}
        .mayWrite=${this.snapshot?.mayWrite ?? false}
        .why=${this.snapshot?.state === 'live' ? say(whyOf(status)) : ''}
        @sent=${() => void this.#conversation?.goToEnd()}
        @edit-last=${this.#editLast}
      ></chat-composer>
    `;
  }

  #noRoom(list: RoomListSnapshot): TemplateResult {
    return html`<header>
        <button class="narrow-only" aria-label=${this.#say('showRooms')} @click=${() => this.#toggle('rooms')}>☰</button>
      </header>
      <p class="choose">${this.#say(list.isLoaded ? 'choose' : 'loading')}</p>`;
  }

  #switcher({ rooms }: RoomListSnapshot): TemplateResult {
    const say = this.#say;
    const typed = this.typed.toLocaleLowerCase();
    const found = rooms.filter(({ title }) => title.toLocaleLowerCase().includes(typed)).slice(0, 8);
    return html`<dialog aria-label=${say('quickSwitch')} @close=${() => this.#toggle('switch')}>
      <form
        @submit=${(event: Event) => {
          event.preventDefault();
          if (found[0]) void this.go(found[0].room);
        }}
      >
        <input
          aria-label=${say('quickSwitchHint')}
          placeholder=${say('quickSwitchHint')}
          autofocus
          .value=${this.typed}
          @input=${(event: Event) => {
            this.typed = (event.target as HTMLInputElement).value;
          }}
        />
      </form>
      <ul>
        ${found.map(
          ({ room, title }) => html`<li><button @click=${() => this.go(room)}>${title}</button></li>`,
        )}
      </ul>
    </dialog>`;
  }

  #typing(): string {
    const others = (this.snapshot?.typing ?? []).filter(({ uid }) => uid !== this.session?.account.uid);
    const [first, second] = others;
    if (!first) return '';
    if (!second) return this.#say('typingOne', { name: first.name });
    return others.length === 2
      ? this.#say('typingTwo', { name: first.name, other: second.name })
      : this.#say('typingMany');
  }

  #otherUnread(room: string): TemplateResult | typeof nothing {
    const others = this.list?.rooms.filter((one) => one.room !== room && one.notify !== 'nothing') ?? [];
    const sum = others.reduce((all, { unread }) => all + unread, 0);
    return sum === 0 ? nothing : html` <span class="badge strong">${counted(sum)}</span>`;
  }

  /** Whom a line may mention: who is here, and who wrote what is shown. */
  #known(): readonly Person[] {
    const people = new Map(this.presence.people.map((person) => [person.uid, person]));
    for (const { uid, name } of this.snapshot?.lines ?? []) {
      if (uid > 0 && name !== '' && !people.has(uid)) people.set(uid, { uid, name });
    }
    return [...people.values()];
  }

  #open(): void {
    this.#leave();
    const { session } = this;
    if (!session) return;
    this.#endings = [
      session.list.onChange((list) => {
        this.list = list;
        this.room ??= list.rooms[0]?.room;
      }),
      session.list.onOwn((event) => this.#hear(event)),
    ];
  }

  #enter(): void {
    for (const end of this.#roomEndings) end();
    this.#roomEndings = [];
    const { session, room } = this;
    if (!session || room === undefined) return;
    const people = session.people(room);
    this.#roomEndings = [
      session.feed(room).onChange((snapshot) => {
        this.snapshot = snapshot;
      }),
      people.onChange((presence) => {
        this.presence = presence;
      }),
    ];
  }

  #leave(): void {
    for (const end of [...this.#endings, ...this.#roomEndings]) end();
    this.#endings = [];
    this.#roomEndings = [];
  }

  #hear(event: OwnEvent): void {
    const title = this.list?.rooms.find(({ room }) => room === event.room)?.title ?? event.room;
    if (event.type === 'mention' && event.room !== this.room) {
      this.#tell(this.#say('mentionedIn', { name: event.name, room: title }));
    }
    if (event.type !== 'sanction') return;
    this.#tell(this.#say(event.kind === 'mute' ? 'muted' : 'banned', { reason: event.reason }));
    if (event.room === this.room) void this.session?.feed(event.room).refresh();
  }

  #tell(words: string): void {
    this.notice = words;
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => {
      this.notice = '';
    }, noticeMs);
  }

  readonly #editLast = (): void => {
    const uid = this.session?.account.uid;
    const own = this.snapshot?.lines.filter((line) => line.uid === uid && !line.deleted).at(-1);
    if (own && uid !== 0) this.#composer?.edit(own);
  };

  readonly #shortcut = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      this.typed = '';
      this.panel = 'switch';
    } else if (event.key === 'Escape' && this.panel !== undefined) {
      this.panel = undefined;
    }
  };

  #toggle(panel: 'rooms' | 'people' | 'switch'): void {
    this.panel = this.panel === panel ? undefined : panel;
  }

  get #say(): ChatSession['say'] {
    return this.session?.say ?? ((key) => key);
  }

  get #conversation(): ChatConversation | null {
    return this.renderRoot.querySelector<ChatConversation>('chat-conversation');
  }

  get #composer(): ChatComposer | null {
    return this.renderRoot.querySelector<ChatComposer>('chat-composer');
  }
}

function counted(count: number): string {
  return count > 99 ? '99+' : String(count);
}

function whyOf(status: RoomOverview['status']): 'archived' | 'readonly' | 'mayNotWrite' {
  return status === 'open' ? 'mayNotWrite' : status;
}
