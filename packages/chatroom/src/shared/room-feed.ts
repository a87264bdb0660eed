import { type HistoryPage, readHistoryPage, readRoomEvent, readSyncPage, type SyncPage } from './answers.ts';
import { Backoff, type Schedule, timers } from './backoff.ts';
import { type CallFailure, type ChatRefusal, readFailure } from './error-code.ts';
import { type RoomHint, readRoomHint } from './hint.ts';
import type { Keep } from './keep.ts';
import { type Line, readLine, type Words } from './line.ts';
import type { PendingLine } from './outbox.ts';
import { PageTurner, type Place } from './page-turner.ts';
import type { LinkState, RoomLink } from './room-link.ts';
import { RoomLog } from './room-log.ts';
import { Sender } from './sender.ts';
import { type Typist, Typists } from './typists.ts';
import { randomUuid } from './uuid.ts';

/** Events that a returning client catches up with; further behind it starts at the newest page. */
const catchUpLimit = 1000;
const catchUpPage = 100;
/** How often the room is told that the reader writes. */
const tellTypingMs = 3000;

/** Settings of a {@link RoomFeed}. */
export interface RoomFeedOptions {
  readonly room: string;
  readonly link: RoomLink;
  /**
   * Lines of the first page and of each older one, 1 to 100.
   * @default 50
   */
  readonly pageSize?: number;
  /** @default the platform's timers */
  readonly schedule?: Schedule;
  /** @default Math.random */
  readonly random?: () => number;
  /** @default a random UUID */
  readonly newId?: () => string;
  /**
   * Where own lines wait over a reload of the page; asked at the beginning, written after every change.
   * @default nowhere
   */
  readonly keep?: Keep;
  /**
   * Lines that are kept while nobody listens, when there are half as many more.
   * @default all
   */
  readonly keptUnwatched?: number;
}

/** What a screen shows of a room; never changes, each change brings a new one. */
export interface RoomSnapshot {
  /**
   * `connecting`: not subscribed · `over`: nor will it be before the page is loaded anew, as after a log-out · `loading`:
   * history is on the way · `live` · `refused`: see `error`.
   */
  readonly state: 'connecting' | 'over' | 'loading' | 'live' | 'refused';
  readonly error?: ChatRefusal;
  /** Changes when the room was wiped or restored; the lines are then those of its new life. */
  readonly epoch?: string;
  /** `seq` of the newest event that is shown; a reader who sees the end has read up to it. */
  readonly last?: number;
  /** The room's own lines, ascending by `seq`, no gap, no double; those of threads are elsewhere. */
  readonly lines: readonly Line[];
  /** Own lines that aren't in `lines` yet, in typing order. */
  readonly pending: readonly PendingLine[];
  readonly hasOlder: boolean;
  /** Does the room go on after `lines`? So it is while the reader looks at an old place. */
  readonly hasNewer: boolean;
  /** Who writes just now, the reader's own account among them. */
  readonly typing: readonly Typist[];
  /** False until known. */
  readonly mayWrite: boolean;
}

/**
 * One room as its reader sees it: history and live lines merged by `seq`, own lines at once.
 *
 * The promise: once `live`, `lines` is what the store holds from its first line on, each line once, in
 * order and as it is now, whatever the link dropped, doubled or reordered. A line handed to `send` ends
 * exactly once in the room or as `refused`, and the lines of one feed that get there keep their typing order.
 */
export class RoomFeed {
  readonly #room: string;
  readonly #link: RoomLink;
  readonly #pageSize: number;
  readonly #newId: () => string;
  readonly #keptUnwatched: number;
  readonly #log = new RoomLog();
  readonly #sender: Sender;
  readonly #pages: PageTurner;
  readonly #backoff: Backoff;
  readonly #typists: Typists;
  readonly #schedule: Schedule;
  readonly #listeners = new Set<(snapshot: RoomSnapshot) => void>();
  readonly #endings: (() => void)[];
  #snapshot: RoomSnapshot;
  #linkState: LinkState = 'down';
  /** Counts the reasons to doubt that everything is there: each time the link came up, each line that is late. */
  #doubts = 0;
  /** The `#doubts` that history has cleared up. */
  #clearedDoubts = 0;
  #mayWrite = false;
  #refusal: ChatRefusal | undefined;
  #isCatchingUp = false;
  #hasToldTyping = false;

  constructor(options: RoomFeedOptions) {
    const {
      room,
      link,
      pageSize = 50,
      schedule = timers,
      random = Math.random,
      newId = randomUuid,
      keep,
      keptUnwatched = Infinity,
    } = options;
    this.#room = room;
    this.#link = link;
    this.#pageSize = pageSize;
    this.#newId = newId;
    this.#keptUnwatched = keptUnwatched;
    this.#schedule = schedule;
    this.#backoff = new Backoff(schedule, random);
    this.#typists = new Typists(schedule, () => this.#changed());
    this.#sender = new Sender({
      room,
      link,
      schedule,
      random,
      isReady: () => this.#isSettled,
      changed: () => this.#changed(),
      missing: () => this.#doubt(),
      keep,
    });
    this.#pages = new PageTurner({
      log: this.#log,
      history: (place) => this.#history(place),
      turned: () => {
        this.#changed();
        void this.#catchUp();
      },
    });
    this.#snapshot = this.#look();
    this.#endings = [
      link.onPublication((data) => this.#receive(data)),
      link.onState((state, refusal) => this.#linkChanged(state, refusal)),
    ];
  }

  get snapshot(): RoomSnapshot {
    return this.#snapshot;
  }

  /** Calls back at once and after every change; returns what ends it. */
  onChange(listener: (snapshot: RoomSnapshot) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#snapshot);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Shows a line at once and sends it, now or when the link is back; returns its `client_id`. */
  send(words: string | Words): string {
    const clientId = this.#newId();
    this.#sender.add(clientId, typeof words === 'string' ? { body: words } : words);
    return clientId;
  }

  /** Sends a refused line once more, after the other waiting ones. */
  resend(clientId: string): void {
    this.#sender.resend(clientId);
  }

  /** Drops a refused line. */
  discard(clientId: string): void {
    this.#sender.discard(clientId);
  }

  /** Tells the room that the reader writes; to be called with every key. */
  type(): void {
    if (this.#hasToldTyping || !this.#isUp) return;
    this.#hasToldTyping = true;
    this.#schedule(() => {
      this.#hasToldTyping = false;
    }, tellTypingMs);
    // Whether it arrives matters to nobody.
    this.#call('chat.typing', {}).catch(() => undefined);
  }

  /** Gives an own line another text. @throws what the link's rpc was rejected with */
  async edit(seq: number, body: string): Promise<void> {
    await this.#call('chat.edit', { seq, body });
  }

  /** Takes a line's text away. @throws what the link's rpc was rejected with */
  async delete(seq: number): Promise<void> {
    await this.#call('chat.delete', { seq });
  }

  /**
   * Gives a line an emoji, or takes the own one back; resolves with the line as it is then.
   * @throws what the link's rpc was rejected with
   */
  async react(seq: number, emoji: string, on: boolean): Promise<Line | undefined> {
    return readLine(await this.#call('chat.react', { seq, emoji, on }));
  }

  /** Pins a line to the room, or lets it go. @throws what the link's rpc was rejected with */
  async pin(seq: number, on: boolean): Promise<void> {
    await this.#call('chat.pin', { seq, on });
  }

  /**
   * Loads the page before the first line; resolves when it is there or there is none.
   * @throws what the link's rpc was rejected with
   */
  older(): Promise<void> {
    return this.#pages.older();
  }

  /**
   * Loads the page after the last line, where the reader looks at an old place.
   * @throws what the link's rpc was rejected with
   */
  newer(): Promise<void> {
    return this.#pages.newer();
  }

  /**
   * Shows the page around a line in place of what is shown; what was said meanwhile comes by `newer()`.
   * @throws what the link's rpc was rejected with
   */
  goTo(seq: number): Promise<void> {
    return this.#pages.goTo(seq);
  }

  /**
   * Shows the newest page in place of an old one.
   * @throws what the link's rpc was rejected with
   */
  goToEnd(): Promise<void> {
    return this.#pages.goToEnd();
  }

  /** Lets the oldest lines go until so many are left, 1 or more; `older()` brings them back. */
  keepNewest(count: number): void {
    if (this.#log.window.lines.length <= count) return;
    this.#log.keepNewest(Math.max(1, count));
    this.#changed();
  }

  /** Asks the server whether all that is shown is so, and what the reader may do. */
  refresh(): Promise<void> {
    return this.#doubt();
  }

  /** Leaves the link; the subscription stays with its owner. */
  close(): void {
    for (const end of this.#endings) end();
    this.#listeners.clear();
    this.#linkState = 'down';
    this.#backoff.reset();
    this.#sender.close();
    this.#typists.close();
  }

  get #isUp(): boolean {
    return this.#linkState === 'up';
  }

  get #isSettled(): boolean {
    return this.#isUp && this.#clearedDoubts === this.#doubts && !this.#log.isBehind;
  }

  #linkChanged(state: LinkState, refusal: ChatRefusal | undefined): void {
    this.#linkState = state;
    this.#refusal = state === 'refused' ? (refusal ?? { code: 0, message: 'refused' }) : undefined;
    this.#backoff.reset();
    this.#sender.hurry();
    if (this.#isUp) void this.#doubt();
    else this.#changed();
  }

  #receive(data: unknown): void {
    const event = readRoomEvent(data);
    if (!event) {
      this.#hear(readRoomHint(data));
      return;
    }
    this.#log.receive(event);
    this.#typists.done(event.lines.filter(({ seq }) => seq === event.seq).map(({ uid }) => uid));
    this.#changed();
    void this.#catchUp();
  }

  #hear(hint: RoomHint | undefined): void {
    if (hint?.type === 'typing') this.#typists.hear(hint);
    // What the reader may do here may have changed; an answer tells.
    if (hint?.type === 'settled') void this.#doubt();
  }

  async #doubt(): Promise<void> {
    this.#doubts += 1;
    this.#changed();
    await this.#catchUp();
  }

  /** Asks for history until the window reaches the newest line, then lets waiting lines out. */
  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    while (this.#isUp && !this.#refusal && !this.#isSettled) await this.#ask();
    this.#isCatchingUp = false;
    await this.#sender.drain();
  }

  async #ask(): Promise<void> {
    const doubts = this.#doubts;
    const { since } = this.#log;
    try {
      const { may_write } = await (since === undefined ? this.#begin() : this.#sync(since));
      this.#mayWrite = may_write;
      if (!this.#log.isBehind) this.#clearedDoubts = doubts;
      this.#changed();
      const isStuck = this.#log.isBehind && this.#log.since === since;
      if (isStuck) await this.#backoff.pause();
      else this.#backoff.reset();
    } catch (reason) {
      await this.#failed(readFailure(reason), doubts);
    }
  }

  async #begin(): Promise<HistoryPage> {
    const page = await this.#history({});
    this.#log.show(page);
    return page;
  }

  async #sync(since: number): Promise<SyncPage> {
    const page = readSyncPage(await this.#call('chat.sync', { since, limit: catchUpPage }));
    if (!page) throw new TypeError('chat.sync: expected a page of lines');
    if (page.head_seq - since > catchUpLimit) this.#log.restart();
    else this.#log.sync(page, since);
    return page;
  }

  async #failed(failure: CallFailure, doubts: number): Promise<void> {
    if (doubts !== this.#doubts || !this.#isUp) return;
    if (failure.isTemporary) {
      await this.#backoff.pause();
    } else {
      this.#refusal = { code: failure.code, message: failure.message };
      this.#changed();
    }
  }

  async #history(place: Place): Promise<HistoryPage> {
    const page = readHistoryPage(await this.#call('chat.history', { ...place, limit: this.#pageSize }));
    if (!page) throw new TypeError('chat.history: expected a page of lines');
    return page;
  }

  #call(method: string, data: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.#link.rpc(method, { room: this.#room, ...data });
  }

  #changed(): void {
    const { lines } = this.#log.window;
    this.#sender.settle(lines, this.#log.last ?? 0);
    const kept = this.#keptUnwatched;
    if (this.#listeners.size === 0 && lines.length > kept * 1.5) this.#log.keepNewest(kept);
    this.#snapshot = this.#look();
    for (const listener of this.#listeners) tell(listener, this.#snapshot);
  }

  #look(): RoomSnapshot {
    const { epoch, last } = this.#log;
    const { lines, hasOlder, hasNewer } = this.#log.window;
    const isLoading = this.#clearedDoubts !== this.#doubts || last === undefined;
    const down = this.#linkState === 'over' ? 'over' : 'connecting';
    return {
      state: this.#refusal ? 'refused' : !this.#isUp ? down : isLoading ? 'loading' : 'live',
      ...(this.#refusal && { error: this.#refusal }),
      ...(epoch !== undefined && { epoch }),
      ...(last !== undefined && { last }),
      lines,
      pending: this.#sender.lines,
      hasOlder,
      hasNewer,
      typing: this.#typists.all,
      mayWrite: this.#mayWrite,
    };
  }
}

// What fails in a screen must not stop the feed; it surfaces as an uncaught error.
function tell(listener: (snapshot: RoomSnapshot) => void, snapshot: RoomSnapshot): void {
  try {
    listener(snapshot);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
