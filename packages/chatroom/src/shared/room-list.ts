import { type RoomEvent, readRoomEvent } from './answers.ts';
import { Backoff, type Schedule, timers } from './backoff.ts';
import type { ChatConnection } from './chat-connection.ts';
import { readRoomHint } from './hint.ts';
import type { Line } from './line.ts';
import {
  type OwnEvent,
  type RoomOverview,
  type Rooms,
  readOwnEvent,
  readRooms,
  unreadLimit,
} from './room-overview.ts';
import { tellAll } from './tell-all.ts';
import { UnreadLines } from './unread-lines.ts';

/** Settings of a {@link RoomList}. */
export interface RoomListOptions {
  readonly connection: ChatConnection;
  /** The reader's account, 0 for a guest. */
  readonly uid: number;
  /** @default the platform's timers */
  readonly schedule?: Schedule;
  /** @default Math.random */
  readonly random?: () => number;
}

/** What a screen shows of the rooms; never changes, each change brings a new one. */
export interface RoomListSnapshot {
  /** Has the list been loaded once? */
  readonly isLoaded: boolean;
  /** By title. */
  readonly rooms: readonly RoomOverview[];
  /** Unread lines of all rooms that the reader wants to hear of. */
  readonly unread: number;
  /** Unread mentions in all rooms. */
  readonly mentions: number;
  /** Rooms that the reader is asked into. */
  readonly invitations: Rooms['invitations'];
  /** May the reader talk to somebody directly? */
  readonly mayTalk: boolean;
  /** May the reader make a private room? */
  readonly mayCreate: boolean;
}

const nothingYet: RoomListSnapshot = {
  isLoaded: false,
  rooms: [],
  unread: 0,
  mentions: 0,
  invitations: [],
  mayTalk: false,
  mayCreate: false,
};

/** How long reading waits for more of it before it is told. */
const readDelayMs = 400;

/**
 * The rooms that a reader may see, with what is unread in each, on all of the reader's pages alike.
 *
 * Counts go up with each line as it comes; whenever one may have been missed, the list is asked for again.
 */
export class RoomList {
  readonly #connection: ChatConnection;
  readonly #uid: number;
  readonly #schedule: Schedule;
  readonly #backoff: Backoff;
  readonly #listeners = new Set<(snapshot: RoomListSnapshot) => void>();
  readonly #ownListeners = new Set<(event: OwnEvent) => void>();
  readonly #lineListeners = new Set<(overview: RoomOverview, line: Line) => void>();
  readonly #endings: (() => void)[] = [];
  readonly #followed = new Set<string>();
  /** Where reading got to that wasn't told yet. */
  readonly #toTell = new Map<string, number>();
  /** What was told last; it comes back as an event. */
  readonly #told = new Map<string, number>();
  readonly #unread = new Map<string, UnreadLines>();
  #rooms = new Map<string, RoomOverview>();
  /** Rooms whose channel was refused since the list told of them. */
  readonly #refused = new Set<string>();
  #snapshot = nothingYet;
  #loading: Promise<void> | undefined;
  #isDoubtful = false;
  #isTelling = false;
  #isClosed = false;

  constructor({ connection, uid, schedule = timers, random = Math.random }: RoomListOptions) {
    this.#connection = connection;
    this.#uid = uid;
    this.#schedule = schedule;
    this.#backoff = new Backoff(schedule, random);
    if (uid > 0) this.#hearOwn();
    void this.load();
  }

  get snapshot(): RoomListSnapshot {
    return this.#snapshot;
  }

  /** Calls back at once and after every change; returns what ends it. */
  onChange(listener: (snapshot: RoomListSnapshot) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#snapshot);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Calls back with what concerns the reader alone: mentions, sanctions. Returns what ends it. */
  onOwn(listener: (event: OwnEvent) => void): () => void {
    this.#ownListeners.add(listener);
    return () => {
      this.#ownListeners.delete(listener);
    };
  }

  /** Calls back with each line of others that comes to a room or into a thread. Returns what ends it. */
  onLine(listener: (overview: RoomOverview, line: Line) => void): () => void {
    this.#lineListeners.add(listener);
    return () => {
      this.#lineListeners.delete(listener);
    };
  }

  /** Notes that the reader saw a room up to a line; the server and other pages are told in a moment. */
  read(room: string, seq: number): void {
    const overview = this.#rooms.get(room);
    if (!overview || this.#uid === 0 || seq <= overview.read_seq) return;
    this.#readTo(overview, seq);
    this.#toTell.set(room, seq);
    this.#tellSoon();
  }

  /** Leaves lines from this one on unread, so that the reader comes back to them. @throws what the rpc was rejected with */
  async markUnread(room: string, seq: number): Promise<void> {
    this.#toTell.delete(room);
    this.#told.delete(room);
    await this.#connection.rpc('chat.read', { room, seq: seq - 1, back: true });
    await this.load();
  }

  /** Asks for the list again. */
  load(): Promise<void> {
    this.#isDoubtful = true;
    this.#loading ??= this.#loadAll().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** Leaves the connection, which stays with its owner. */
  close(): void {
    this.#isClosed = true;
    for (const end of this.#endings) end();
    this.#listeners.clear();
    this.#ownListeners.clear();
    this.#lineListeners.clear();
    this.#backoff.reset();
  }

  async #loadAll(): Promise<void> {
    while (this.#isDoubtful && !this.#isClosed) {
      this.#isDoubtful = false;
      try {
        const rooms = readRooms(await this.#connection.rpc('chat.rooms', {}));
        if (!rooms) throw new TypeError('chat.rooms: expected a list of rooms');
        this.#take(rooms);
        this.#backoff.reset();
      } catch {
        // Whatever it was: without the list there is nothing else to do than to ask again.
        this.#isDoubtful = true;
        await this.#backoff.pause();
      }
    }
  }

  #take({ rooms, invitations, may_talk, may_create }: Rooms): void {
    this.#rooms = new Map(rooms.map((room) => [room.room, this.#withNews(room)]));
    for (const { room } of rooms) {
      this.#follow(room);
      // It was closed for the reader, and is open again.
      if (this.#refused.delete(room)) this.#connection.retry(room);
    }
    this.#changed({ isLoaded: true, invitations, mayTalk: may_talk, mayCreate: may_create });
  }

  /** Lines that came while the list was on its way are counted with it; otherwise the next one would look like a gap. */
  #withNews(overview: RoomOverview): RoomOverview {
    const { room, epoch, head_seq } = overview;
    const known = this.#rooms.get(room);
    const lines = this.#unread.get(room);
    if (!lines || known?.epoch !== epoch || known.head_seq <= head_seq) {
      this.#unread.set(room, new UnreadLines(head_seq));
      return overview;
    }
    lines.read(head_seq);
    return withMore({ ...overview, head_seq: known.head_seq }, lines.counts);
  }

  #follow(room: string): void {
    if (this.#followed.has(room)) return;
    this.#followed.add(room);
    const link = this.#connection.link(room);
    this.#endings.push(
      link.onPublication((data) => this.#hear(room, data)),
      this.#onComeback(link, room),
    );
  }

  #hearOwn(): void {
    const link = this.#connection.link(`@${this.#uid}`);
    this.#endings.push(
      link.onPublication((data) => {
        const event = readOwnEvent(data);
        if (event) this.#hearOf(event);
      }),
      this.#onComeback(link, ''),
    );
  }

  /** Asks for the list whenever a link comes up: what was said since its last answer was heard by nobody. */
  #onComeback(link: ReturnType<ChatConnection['link']>, room: string): () => void {
    let isNew = true;
    const end = link.onState((state) => {
      if (state === 'up' && !isNew) this.#doubt();
      if (state === 'refused') {
        this.#refused.add(room);
        this.#doubt();
      }
    });
    isNew = false;
    return end;
  }

  #hear(room: string, data: unknown): void {
    const overview = this.#rooms.get(room);
    if (!overview) return;
    const event = readRoomEvent(data);
    if (event) {
      this.#count(overview, event);
      return;
    }
    const hint = readRoomHint(data);
    if (hint?.type === 'settled') this.#doubt();
  }

  #count(overview: RoomOverview, event: RoomEvent): void {
    if (event.seq <= overview.head_seq) return;
    if (event.epoch !== overview.epoch || event.seq > overview.head_seq + 1) {
      this.#doubt();
      return;
    }
    const added = event.lines.filter(({ seq, uid }) => seq === event.seq && (uid !== this.#uid || uid === 0));
    const news = added.filter(({ thread }) => thread === undefined && this.#uid > 0);
    const calls = news.filter(
      ({ mentions, calls }) => calls !== undefined || (mentions?.includes(this.#uid) ?? false),
    );
    for (const line of news) this.#unread.get(overview.room)?.add(line.seq, calls.includes(line));
    const counts = { unread: news.length, mentions: calls.length };
    this.#set(withMore({ ...overview, head_seq: event.seq }, counts));
    // A line that comes may bring one that is gone: the one whose thread it is in.
    const isChange = event.lines.every(({ seq }) => seq !== event.seq);
    for (const line of event.lines) if (isChange && line.deleted) this.#lose(overview.room, line);
    for (const line of added) {
      tellAll(this.#lineListeners, (listener) => listener(overview, line));
      if (line.calls && overview.notify !== 'nothing') this.#callOut(overview.room, line);
    }
  }

  /** A line that is gone is unread no more. */
  #lose(room: string, { seq, uid, thread }: Line): void {
    const overview = this.#rooms.get(room);
    if (!overview || this.#uid === 0 || uid === this.#uid) return;
    if (thread !== undefined || seq <= overview.read_seq) return;
    const isCall = this.#unread.get(room)?.drop(seq);
    const { unread, mentions } = overview;
    if (isCall === undefined || unread === unreadLimit) this.#doubt();
    else this.#set({ ...overview, unread: unread - 1, mentions: mentions - Number(isCall) });
  }

  /** Who is named is told by their own channel; who is called with everybody, by the line itself. */
  #callOut(room: string, { seq, uid, name, body, thread, mentions }: Line): void {
    if (this.#uid === 0 || mentions?.includes(this.#uid)) return;
    const event: OwnEvent = { type: 'mention', room, seq, uid, name, body, ...(thread && { thread }) };
    tellAll(this.#ownListeners, (listener) => listener(event));
  }

  #hearOf(event: OwnEvent): void {
    const overview = this.#rooms.get(event.room);
    if (event.type === 'notify' && overview) this.#set({ ...overview, notify: event.notify });
    else if (event.type === 'read' && overview && this.#isCounted(overview, event.read_seq)) {
      this.#readTo(overview, Math.max(event.read_seq, overview.read_seq));
    } else if (event.type !== 'mention' || !overview) this.#doubt();
    tellAll(this.#ownListeners, (listener) => listener(event));
  }

  /** Is it known here what is unread after a line? */
  #isCounted({ room, read_seq }: RoomOverview, seq: number): boolean {
    // What this page told it has counted, and may be further on by now.
    const isEcho = seq <= read_seq && seq >= (this.#told.get(room) ?? Infinity);
    return isEcho || (this.#unread.get(room)?.knows(seq) ?? false);
  }

  #readTo(overview: RoomOverview, read_seq: number): void {
    const lines = this.#unread.get(overview.room);
    lines?.read(read_seq);
    const counts = lines?.knows(read_seq) && withMore({ ...overview, unread: 0, mentions: 0 }, lines.counts);
    this.#set({ ...(counts || overview), read_seq });
  }

  #doubt(): void {
    void this.load();
  }

  /** Tells once more only after the answer, so that what comes back is what was told last. */
  #tellSoon(): void {
    if (this.#isTelling || this.#toTell.size === 0) return;
    this.#isTelling = true;
    this.#schedule(() => void this.#tellRead(), readDelayMs);
  }

  async #tellRead(): Promise<void> {
    const toTell = [...this.#toTell];
    this.#toTell.clear();
    for (const [room, seq] of toTell) {
      this.#told.set(room, seq);
      try {
        await this.#connection.rpc('chat.read', { room, seq });
      } catch {
        // The server still counts these as unread, and so does the list once it is asked for again.
        this.#doubt();
      }
    }
    this.#isTelling = false;
    this.#tellSoon();
  }

  #set(overview: RoomOverview): void {
    this.#rooms.set(overview.room, overview);
    this.#changed({});
  }

  #changed(news: Partial<RoomListSnapshot>): void {
    const rooms = [...this.#rooms.values()].sort((a, b) => a.title.localeCompare(b.title));
    const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
    this.#snapshot = {
      ...this.#snapshot,
      ...news,
      rooms,
      unread: sum(rooms.filter(({ notify }) => notify !== 'nothing').map(({ unread }) => unread)),
      mentions: sum(rooms.map(({ mentions }) => mentions)),
    };
    for (const listener of this.#listeners) listener(this.#snapshot);
  }
}

function withMore(overview: RoomOverview, { unread, mentions }: UnreadLines['counts']): RoomOverview {
  return {
    ...overview,
    unread: Math.min(unreadLimit, overview.unread + unread),
    mentions: Math.min(unreadLimit, overview.mentions + mentions),
  };
}
