import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Line } from '../shared/line.ts';
import type { People, Person, Presence } from '../shared/people.ts';
import type { RoomSnapshot } from '../shared/room-feed.ts';
import type { RoomListSnapshot } from '../shared/room-list.ts';
import type { OwnEvent, RoomOverview } from '../shared/room-overview.ts';
import { appStyles } from './chat-app-styles.ts';
import type { ChatSession } from './chat-session.ts';
import type { ChatComposer } from './composer.ts';
import type { ChatConversation } from './conversation.ts';
import type { Dialog } from './dialog.ts';
import { icon } from './icon.ts';
import { lineIn } from './permalink.ts';
import { tokens } from './styles.ts';
import { countsRestMs, Throttle } from './throttle.ts';
import { fullTimeOf } from './times.ts';
import { attempt } from './trouble.ts';

/** People who are here · lines that are pinned or found · a thread. */
export type Side =
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
    snapshot: { state: true, hasChanged: isShownOtherwise },
    presence: { state: true },
    panel: { state: true },
    notice: { state: true },
    dialog: { state: true },
    side: { state: true },
  };

  declare session: ChatSession | undefined;
  declare room: string | undefined;
  /** Shows this room alone. */
  declare single: boolean;
  declare list: RoomListSnapshot | undefined;
  declare snapshot: RoomSnapshot | undefined;
  declare presence: Presence;
  /** What is open over the conversation where it is narrow. */
  declare panel: 'rooms' | 'side' | undefined;
  /** What stands beside the conversation. */
  declare side: Side;
  declare dialog: Dialog | undefined;
  declare notice: string;

  readonly #listThrottle = new Throttle((list: RoomListSnapshot) => this.#take(list), countsRestMs);
  readonly #peopleThrottle = new Throttle((people: People) => {
    this.presence = people.presence;
  }, countsRestMs);
  #endings: (() => void)[] = [];
  #roomEndings: (() => void)[] = [];
  /** The room that was open and in the list when it came last. */
  #wasOpen: string | undefined;
  /** Where the reader is led to in the room that opens. */
  #target: number | undefined;
  #noticeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.presence = { people: [], guests: 0 };
    this.single = false;
    this.notice = '';
    this.side = { what: 'people' };
  }

  static override styles = [tokens, appStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#shortcut);
    window.addEventListener('hashchange', this.#followAddress);
    if (this.session) this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#shortcut);
    window.removeEventListener('hashchange', this.#followAddress);
    clearTimeout(this.#noticeTimer);
    this.#leave();
  }

  /** Opens a room, at a line of it if one is named. */
  async go(room: string, seq?: number): Promise<void> {
    // It may have been made a moment ago.
    this.#listThrottle.flush();
    if (room !== this.room) this.side = { what: 'people' };
    this.#target = seq;
    this.room = room;
    this.panel = undefined;
    this.dialog = undefined;
    await this.updateComplete;
    if (seq !== undefined) await this.#conversation?.goTo(seq);
    else this.#composer?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) this.#open();
    if (changed.has('room') || changed.has('session')) this.#enter();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('room') && this.room !== undefined) {
      this.dispatchEvent(new CustomEvent('room-change', { detail: this.room }));
    }
  }

  protected override render(): TemplateResult {
    const { session, list, room, single } = this;
    if (!session || !list) return html``;
    const { say } = session;
    const overview = list.rooms.find((one) => one.room === room);
    return html`
      <div class="app" @trouble=${({ detail }: CustomEvent<string>) => this.#tell(detail)}>
        ${
          single
            ? nothing
            : html`<div class="rooms over ${this.panel === 'rooms' ? 'open' : ''}">
                <chat-rooms
                  .session=${session}
                  .list=${list}
                  .room=${room}
                  @go=${({ detail }: CustomEvent<string>) => this.go(detail)}
                  @begin=${({ detail }: CustomEvent<'talk' | 'create'>) => this.#ask({ what: detail })}
                ></chat-rooms>
              </div>`
        }
        <section class="room" aria-label=${overview?.title ?? say('conversation')}>
          ${overview ? this.#roomView(session, overview) : this.#noRoom(list)}
        </section>
        <aside class="over ${this.panel === 'side' ? 'open' : ''} ${this.side.what}" aria-label=${say('beside')}>
          ${this.#beside(session)}
        </aside>
        ${this.notice === '' ? nothing : html`<p class="notice" role="alert">${this.notice}</p>`}
        ${this.dialog ? this.#dialog(session, this.dialog) : nothing}
      </div>
    `;
  }

  #roomView(session: ChatSession, overview: RoomOverview): TemplateResult {
    const { room, status } = overview;
    const { say } = session;
    const state = this.snapshot?.state;
    return html`
      <chat-room-header
        .session=${session}
        .overview=${overview}
        .side=${this.panel === 'side' ? this.side.what : undefined}
        .present=${this.presence.people.length + this.presence.guests}
        .othersUnread=${this.#othersUnread(room)}
        .hasRooms=${this.panel === 'rooms'}
        .isSingle=${this.single}
        @rooms=${this.#toggleRooms}
        @show=${({ detail }: CustomEvent<Side>) => this.#show(detail)}
        @invite=${() => this.#ask({ what: 'invite' })}
      ></chat-room-header>
      <chat-conversation
        .session=${session}
        .room=${room}
        .target=${this.#target}
        @answer=${({ detail }: CustomEvent<Line>) => this.#composer?.answer(detail)}
        @edit=${({ detail }: CustomEvent<Line>) => this.#composer?.edit(detail)}
        @thread=${({ detail }: CustomEvent<Line>) => this.#show({ what: 'thread', root: detail.seq })}
        @hold-back=${({ detail }: CustomEvent<Dialog>) => this.#ask(detail)}
      ></chat-conversation>
      ${
        state === 'connecting' || state === 'over'
          ? html`<p class="link-state" role="status">${say(state === 'over' ? 'over' : 'offline')}</p>`
          : html`<p class="typing" aria-live="polite">${this.#typing()}</p>`
      }
      <chat-composer
        .session=${session}
        .room=${room}
        .people=${this.#known}
        .mayWrite=${this.snapshot?.mayWrite ?? false}
        .why=${state === 'live' ? say(whyOf(status)) : ''}
        @sent=${() => void this.#conversation?.goToEnd()}
        @edit-last=${this.#editLast}
      ></chat-composer>
    `;
  }

  #noRoom(list: RoomListSnapshot): TemplateResult {
    return html`<div class="no-room">
        <button class="when-narrow" aria-label=${this.#say('showRooms')} @click=${this.#toggleRooms}>${icon('rooms')}</button>
      </div>
      <p class="choose">${this.#say(list.isLoaded ? 'choose' : 'loading')}</p>`;
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
        .people=${this.#known}
        @hold-back=${({ detail }: CustomEvent<Dialog>) => this.#ask(detail)}
        @close=${close}
      ></chat-thread>`;
    }
    if ((side.what === 'pins' || side.what === 'search') && room !== undefined) {
      return html`<chat-finder
        .session=${session}
        .room=${room}
        .what=${side.what}
        @close=${close}
        @go=${({ detail }: CustomEvent<Place>) => this.#goTo(detail)}
      ></chat-finder>`;
    }
    const { people, guests } = this.presence;
    return html`<h2>${say('members')} (${people.length + guests})</h2>
      <ul>
        ${guard([people], () =>
          repeat(
            people,
            ({ uid }) => uid,
            ({ name }) => html`<li><bdi>${name}</bdi></li>`,
          ),
        )}
        ${guests > 0 ? html`<li>${say('guests', { count: guests })}</li>` : nothing}
      </ul>`;
  }

  #dialog(session: ChatSession, dialog: Dialog): TemplateResult {
    return html`<chat-dialog
      .session=${session}
      .room=${this.room ?? ''}
      .dialog=${dialog}
      @go=${({ detail }: CustomEvent<string>) => this.go(detail)}
      @close=${() => this.#ask(undefined)}
    ></chat-dialog>`;
  }

  #ask(dialog: Dialog | undefined): void {
    this.dialog = dialog;
  }

  #show(side: Side, isOpen = true): void {
    const isSame = side.what === this.side.what && this.panel === 'side' && side.what !== 'thread';
    this.side = isSame ? { what: 'people' } : side;
    this.panel = isOpen && !isSame ? 'side' : undefined;
  }

  readonly #toggleRooms = (): void => {
    this.panel = this.panel === 'rooms' ? undefined : 'rooms';
  };

  #goTo({ room, seq, thread }: Place): void {
    const gone = this.go(room, seq).then(() => {
      if (thread !== undefined) this.#show({ what: 'thread', root: thread });
    });
    void attempt(this.#conversation ?? this, this.#say, gone);
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

  #othersUnread(room: string): number {
    const others = this.list?.rooms.filter((one) => one.room !== room && one.notify !== 'nothing') ?? [];
    return others.reduce((sum, { unread }) => sum + unread, 0);
  }

  /** Whom a line may mention: who is here, and who wrote what is shown. */
  readonly #known = (): readonly Person[] => {
    const people = new Map(this.presence.people.map((person) => [person.uid, person]));
    for (const { uid, name } of this.snapshot?.lines ?? []) {
      if (uid > 0 && name !== '' && !people.has(uid)) people.set(uid, { uid, name });
    }
    return [...people.values()];
  };

  #open(): void {
    this.#leave();
    const { session } = this;
    if (!session) return;
    session.alerts.open = ({ room, seq, thread }) => this.#goTo({ room, seq: thread ?? seq, thread });
    this.#endings = [
      session.list.onChange((list) => this.#listThrottle.take(list)),
      session.list.onOwn((event) => this.#hear(event)),
    ];
  }

  #take(list: RoomListSnapshot): void {
    const isFirst = !this.list?.isLoaded;
    this.list = list;
    if (!list.isLoaded) return;
    if (isFirst) this.#followAddress();
    const isOpen = list.rooms.some(({ room }) => room === this.room);
    if (this.room !== undefined && !isOpen && this.#wasOpen === this.room) {
      // Somebody closed it for the reader; who did may have said why.
      if (this.notice === '') this.#tell(this.#say('roomGone'));
      this.room = undefined;
    }
    if (!this.single) this.room ??= list.rooms[0]?.room;
    this.#wasOpen = list.rooms.some(({ room }) => room === this.room) ? this.room : undefined;
  }

  #enter(): void {
    for (const end of this.#roomEndings) end();
    this.#roomEndings = [];
    const { session, room } = this;
    if (!session || room === undefined) return;
    this.#roomEndings = [
      session.feed(room).onChange((snapshot) => {
        this.snapshot = snapshot;
      }),
      session.people(room).onChange((people) => this.#peopleThrottle.take(people)),
      () => this.#peopleThrottle.clear(),
    ];
  }

  #leave(): void {
    for (const end of [...this.#endings, ...this.#roomEndings]) end();
    this.#listThrottle.clear();
    this.#endings = [];
    this.#roomEndings = [];
  }

  #hear(event: OwnEvent): void {
    const title = this.list?.rooms.find(({ room }) => room === event.room)?.title ?? event.room;
    if (event.type === 'mention' && event.room !== this.room) {
      this.#tell(this.#say('mentionedIn', { name: event.name, room: title }));
    }
    if (event.type === 'sanction') this.#tell(this.#sanctionOf(event));
    const isChanged = event.type === 'sanction' || event.type === 'lifted';
    if (isChanged && event.room === this.room) void this.session?.feed(event.room).refresh();
  }

  #sanctionOf({ kind, until, reason }: Extract<OwnEvent, { type: 'sanction' }>): string {
    const what = this.#say(kind === 'mute' ? 'muted' : 'banned', { reason });
    return until === 0 ? what : `${what} ${this.#say('until', { time: fullTimeOf(until) })}`;
  }

  #tell(words: string): void {
    this.notice = words;
    clearTimeout(this.#noticeTimer);
    this.#noticeTimer = setTimeout(() => {
      this.notice = '';
    }, noticeMs);
  }

  /** Goes to the line that the page's address names, if this chat shows its room. */
  readonly #followAddress = (): void => {
    const line = lineIn(location.hash);
    if (!line || (this.single && line.room !== this.room)) return;
    if (this.list?.rooms.some(({ room }) => room === line.room)) this.#goTo(line);
  };

  readonly #editLast = (): void => {
    const uid = this.session?.account.uid;
    const own = this.snapshot?.lines.filter((line) => line.uid === uid && !line.deleted).at(-1);
    if (own && uid !== 0) this.#composer?.edit(own);
  };

  readonly #shortcut = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      event.preventDefault();
      // What is being filled in stays.
      this.dialog ??= { what: 'switch' };
    } else if (event.key === 'Escape' && this.panel !== undefined) {
      this.panel = undefined;
    }
  };

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

/** Where something was found. */
interface Place {
  readonly room: string;
  readonly seq?: number;
  readonly thread?: number | undefined;
}

/** Lines are shown by the conversation. */
function isShownOtherwise(now: RoomSnapshot, before: RoomSnapshot | undefined): boolean {
  return now.state !== before?.state || now.mayWrite !== before.mayWrite || now.typing !== before.typing;
}

function whyOf(status: RoomOverview['status']): 'archived' | 'readonly' | 'mayNotWrite' {
  return status === 'open' ? 'mayNotWrite' : status;
}
