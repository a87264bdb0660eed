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
import { DesktopNotices } from './desktop-notices.ts';
import { tokens } from './styles.ts';

/** People who are here · lines that are pinned or found · a thread. */
type Side =
  | { readonly what: 'people' | 'pins' | 'search' }
  | { readonly what: 'thread'; readonly root: number };

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
    side: { state: true },
  };

  declare session: ChatSession | undefined;
  declare room: string | undefined;
  /** Shows this room alone. */
  declare single: boolean;
  declare list: RoomListSnapshot | undefined;
  declare snapshot: RoomSnapshot | undefined;
  declare presence: Presence;
  declare panel: 'rooms' | 'people' | 'switch' | 'begin' | 'menu' | undefined;
  /** What stands beside the conversation. */
  declare side: Side;
  declare notice: string;
  /** What stands in the quick switcher. */
  declare typed: string;

  #endings: (() => void)[] = [];
  /** The room that was open and in the list when it came last. */
  #wasOpen: string | undefined;
  #roomEndings: (() => void)[] = [];
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;
  #notices: DesktopNotices | undefined;
  #beginWhat: 'talk' | 'create' | 'invite' = 'talk';

  constructor() {
    super();
    this.presence = { people: [], guests: 0 };
    this.single = false;
    this.notice = '';
    this.typed = '';
    this.side = { what: 'people' };
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
    if (room !== this.room) this.side = { what: 'people' };
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
    if (changed.has('panel') && (this.panel === 'switch' || this.panel === 'begin')) {
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
        <aside class="${this.panel === 'people' ? 'open' : ''} ${this.side.what}" aria-label=${say('beside')}>${this.#beside(session)}</aside>
        ${this.notice === '' ? nothing : html`<p class="notice" role="alert">${this.notice}</p>`}
        ${this.panel === 'switch' ? this.#switcher(list) : nothing}
        ${this.panel === 'begin' ? this.#beginning(session) : nothing}
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
          ${list.invitations.map(
            ({ room, title, name }) => html`<section class="invitation">
              <p>${say('invited', { name, room: title })}</p>
              <button class="primary" @click=${() => this.#answerInvitation('chat.join', room)}>${say('join')}</button>
              <button @click=${() => this.#answerInvitation('chat.leave', room)}>${say('decline')}</button>
            </section>`,
          )}
          ${
            list.mayTalk || list.mayCreate
              ? html`<div class="begin">
                  ${list.mayTalk ? html`<button @click=${() => this.#begin('talk')}>+ ${say('beginTalk')}</button>` : nothing}
                  ${list.mayCreate ? html`<button @click=${() => this.#begin('create')}>+ ${say('beginRoom')}</button>` : nothing}
                </div>`
              : nothing
          }
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

  #roomView(session: ChatSession, overview: RoomOverview): TemplateResult {
    const { room, title, status, slow } = overview;
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
        ${this.#tools(overview)}
        ${slow > 0 ? html`<span class="quiet">${say('slow', { seconds: slow })}</span>` : nothing}
        <button
          class="narrow-only people"
          aria-expanded=${this.panel === 'people' && this.side.what === 'people'}
          @click=${() => this.#show({ what: 'people' })}
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
        @thread=${({ detail }: CustomEvent<Line>) => this.#show({ what: 'thread', root: detail.seq })}
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

  /** What one can do with the room. */
  #tools({ room, title, kind, status, notify, may_moderate, may_own }: RoomOverview): TemplateResult {
    const say = this.#say;
    const uid = this.session?.account.uid ?? 0;
    const tool = (what: 'search' | 'pins', sign: string) =>
      html`<button
        class="tool"
        aria-label=${say(what)}
        title=${say(what)}
        aria-pressed=${this.side.what === what}
        @click=${() => this.#show({ what })}
      >
        ${sign}
      </button>`;
    return html`${tool('search', '🔍')}${tool('pins', '📌')}
      <button
        class="tool"
        aria-label=${say('roomMenu')}
        title=${say('roomMenu')}
        aria-expanded=${this.panel === 'menu'}
        @click=${() => this.#toggle('menu')}
      >
        ⚙
      </button>
      ${
        this.panel === 'menu'
          ? html`<div class="room-menu">
              ${
                uid > 0
                  ? html`<label
                      >${say('tellMe')}
                      <select
                        .value=${notify}
                        @change=${(event: Event) => this.#notify(room, (event.target as HTMLSelectElement).value)}
                      >
                        <option value="all" ?selected=${notify === 'all'}>${say('tellAll')}</option>
                        <option value="mentions" ?selected=${notify === 'mentions'}>${say('tellMentions')}</option>
                        <option value="nothing" ?selected=${notify === 'nothing'}>${say('tellNothing')}</option>
                      </select></label
                    >`
                  : nothing
              }
              ${
                uid > 0 && DesktopNotices.isPossible
                  ? html`<button @click=${() => this.#switchNotices()}>
                      ${say(this.#notices?.isOn ? 'desktopOff' : 'desktopOn')}
                    </button>`
                  : nothing
              }
              ${kind === 'private' && may_moderate ? html`<button @click=${() => this.#begin('invite')}>${say('invite')}</button>` : nothing}
              ${
                may_own && kind !== 'direct'
                  ? html`<button @click=${() => this.#settle(room, status === 'archived' ? 'open' : 'archived')}>
                      ${say(status === 'archived' ? 'reopen' : 'archive')}
                    </button>`
                  : nothing
              }
              ${kind === 'private' ? html`<button class="danger" @click=${() => this.#leaveRoom(room, title)}>${say('leaveRoom')}</button>` : nothing}
            </div>`
          : nothing
      }`;
  }

  #beside(session: ChatSession): TemplateResult {
    const { say } = session;
    const { side, room } = this;
    const close = () => this.#show({ what: 'people' }, false);
    if (side.what === 'thread' && room !== undefined) {
      return html`<chat-thread
        .session=${session}
        .room=${room}
        .root=${side.root}
        .people=${this.#known()}
        @close=${close}
      ></chat-thread>`;
    }
    if ((side.what === 'pins' || side.what === 'search') && room !== undefined) {
      return html`<chat-finder
        .session=${session}
        .room=${room}
        .what=${side.what}
        @close=${close}
        @go=${({ detail }: CustomEvent<{ room: string; seq?: number; thread?: number }>) => this.#goTo(detail)}
      ></chat-finder>`;
    }
    const { people, guests } = this.presence;
    return html`<h2>${say('members')} (${people.length + guests})</h2>
      <ul>
        ${people.map(({ name }) => html`<li><bdi>${name}</bdi></li>`)}
        ${guests > 0 ? html`<li>${say('guests', { count: guests })}</li>` : nothing}
      </ul>`;
  }

  #beginning(session: ChatSession): TemplateResult {
    return html`<dialog aria-label=${session.say('begin')} @close=${() => this.#toggle('begin')}>
      <chat-begin
        .session=${session}
        .what=${this.#beginWhat}
        .room=${this.room ?? ''}
        @begun=${({ detail }: CustomEvent<string>) => this.go(detail)}
        @close=${() => {
          this.panel = undefined;
        }}
      ></chat-begin>
    </dialog>`;
  }

  #begin(what: 'talk' | 'create' | 'invite'): void {
    this.#beginWhat = what;
    this.panel = 'begin';
  }

  #show(side: Side, isOpen = true): void {
    const isSame = side.what === this.side.what && this.panel === 'people' && side.what !== 'thread';
    this.side = isSame ? { what: 'people' } : side;
    this.panel = isOpen && !isSame ? 'people' : undefined;
  }

  #goTo({
    room,
    seq,
    thread,
  }: {
    readonly room: string;
    readonly seq?: number;
    readonly thread?: number;
  }): void {
    void this.#try(
      this.go(room, seq).then(() => {
        if (thread !== undefined) this.#show({ what: 'thread', root: thread });
      }),
    );
  }

  #notify(room: string, level: string): void {
    void this.#try(this.session?.connection.rpc('chat.notify', { room, level }));
  }

  #settle(room: string, status: RoomOverview['status']): void {
    this.panel = undefined;
    void this.#try(this.session?.connection.rpc('chat.settle', { room, status }));
  }

  #leaveRoom(room: string, title: string): void {
    this.panel = undefined;
    if (confirm(this.#say('confirmLeave', { room: title }))) {
      void this.#try(this.session?.connection.rpc('chat.leave', { room }));
    }
  }

  #answerInvitation(method: 'chat.join' | 'chat.leave', room: string): void {
    void this.#try(
      this.session?.connection.rpc(method, { room }).then(async () => {
        await this.session?.list.load();
        if (method === 'chat.join') await this.go(room);
      }),
    );
  }

  async #switchNotices(): Promise<void> {
    this.panel = undefined;
    await this.#notices?.set(!this.#notices.isOn);
  }

  /** Tells the reader when something didn't work. */
  async #try(act: Promise<unknown> | undefined): Promise<void> {
    try {
      await act;
    } catch (reason) {
      const { message } = (reason ?? {}) as { message?: unknown };
      this.#tell(this.#say('notMade', { reason: String(message ?? reason) }));
    }
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
    this.#notices = new DesktopNotices(session, (room, seq) => void this.#try(this.go(room, seq)));
    this.#endings = [
      session.list.onChange((list) => {
        this.list = list;
        if (!list.isLoaded) return;
        const isOpen = list.rooms.some(({ room }) => room === this.room);
        if (this.room !== undefined && !isOpen && this.#wasOpen === this.room) {
          // Somebody closed it for the reader; who did may have said why.
          if (this.notice === '') this.#tell(this.#say('roomGone'));
          this.room = undefined;
        }
        if (!this.single) this.room ??= list.rooms[0]?.room;
        this.#wasOpen = list.rooms.some(({ room }) => room === this.room) ? this.room : undefined;
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
    this.#notices?.hear(event);
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

  #toggle(panel: 'rooms' | 'people' | 'switch' | 'begin' | 'menu'): void {
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
