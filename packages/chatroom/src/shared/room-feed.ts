import { Backoff, type Schedule, timers } from './backoff.ts';
import { type CallFailure, type ChatRefusal, readFailure } from './error-code.ts';
import { type HistoryPage, type Line, readHistoryPage, readLine } from './line.ts';
import { LineLog } from './line-log.ts';
import type { PendingLine } from './outbox.ts';
import type { LinkState, RoomLink } from './room-link.ts';
import { Sender } from './sender.ts';
import { randomUuid } from './uuid.ts';

/** Lines that a returning client fetches one after the other; further behind it starts at the newest page. */
const catchUpLimit = 1000;
const catchUpPage = 100;

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
}

/** What a screen shows of a room; never changes, each change brings a new one. */
export interface RoomSnapshot {
  /** `connecting`: not subscribed · `loading`: history is on the way · `live` · `refused`: see `error`. */
  readonly state: 'connecting' | 'loading' | 'live' | 'refused';
  readonly error?: ChatRefusal;
  /** Changes when the room was wiped or restored; the lines are then those of its new life. */
  readonly epoch?: string;
  /** Ascending by `seq`, no gap, no double. */
  readonly lines: readonly Line[];
  /** Own lines that aren't in `lines` yet, in typing order. */
  readonly pending: readonly PendingLine[];
  readonly hasOlder: boolean;
  /** False until known. */
  readonly mayWrite: boolean;
}

/**
 * One room as its reader sees it: history and live lines merged by `seq`, own lines at once.
 *
 * The promise: once `live`, `lines` is what the store holds from its first line on, each line once and
 * in order, whatever the link dropped, doubled or reordered. A line handed to `send` ends exactly once
 * in the room or as `refused`, and the lines of one feed that get there keep their typing order.
 */
export class RoomFeed {
  readonly #room: string;
  readonly #link: RoomLink;
  readonly #pageSize: number;
  readonly #newId: () => string;
  readonly #log = new LineLog();
  readonly #sender: Sender;
  readonly #backoff: Backoff;
  readonly #listeners = new Set<(snapshot: RoomSnapshot) => void>();
  readonly #endings: (() => void)[];
  #snapshot: RoomSnapshot;
  #isUp = false;
  /** Counts the reasons to doubt that everything is there: each time the link came up, each line that is late. */
  #doubts = 0;
  /** The `#doubts` that history has cleared up. */
  #clearedDoubts = 0;
  #mayWrite = false;
  #refusal: ChatRefusal | undefined;
  #isCatchingUp = false;
  #older: Promise<void> | undefined;

  constructor(options: RoomFeedOptions) {
    const {
      room,
      link,
      pageSize = 50,
      schedule = timers,
      random = Math.random,
      newId = randomUuid,
    } = options;
    this.#room = room;
    this.#link = link;
    this.#pageSize = pageSize;
    this.#newId = newId;
    this.#backoff = new Backoff(schedule, random);
    this.#sender = new Sender({
      room,
      link,
      schedule,
      random,
      isReady: () => this.#isSettled,
      changed: () => this.#changed(),
      missing: () => this.#doubt(),
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
  send(body: string): string {
    const clientId = this.#newId();
    this.#sender.add(clientId, body);
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

  /**
   * Loads the page before the first line; resolves when it is there or there is none.
   * @throws what the link's rpc was rejected with
   */
  older(): Promise<void> {
    this.#older ??= this.#loadOlder().finally(() => {
      this.#older = undefined;
    });
    return this.#older;
  }

  /** Leaves the link; the subscription stays with its owner. */
  close(): void {
    for (const end of this.#endings) end();
    this.#listeners.clear();
    this.#isUp = false;
    this.#backoff.reset();
    this.#sender.close();
  }

  get #isSettled(): boolean {
    return this.#isUp && this.#clearedDoubts === this.#doubts && !this.#log.isBehind;
  }

  #linkChanged(state: LinkState, refusal: ChatRefusal | undefined): void {
    this.#isUp = state === 'up';
    this.#refusal = state === 'refused' ? (refusal ?? { code: 0, message: 'refused' }) : undefined;
    this.#backoff.reset();
    this.#sender.hurry();
    if (this.#isUp) void this.#doubt();
    else this.#changed();
  }

  #receive(data: unknown): void {
    const line = readLine(data);
    if (!line) return;
    this.#log.receive(line);
    this.#changed();
    void this.#catchUp();
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
    const after = this.#log.last;
    try {
      const page = await this.#history(
        after === undefined ? { limit: this.#pageSize } : { after, limit: catchUpPage },
      );
      if (after !== undefined && page.head_seq - after > catchUpLimit) this.#log.restart();
      else this.#log.merge(page, after);
      this.#mayWrite = page.may_write;
      if (!this.#log.isBehind) this.#clearedDoubts = doubts;
      this.#changed();
      const isStuck = this.#log.isBehind && this.#log.last === after;
      if (isStuck) await this.#backoff.pause();
      else this.#backoff.reset();
    } catch (reason) {
      await this.#failed(readFailure(reason), doubts);
    }
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

  async #loadOlder(): Promise<void> {
    const before = this.#log.lines[0]?.seq;
    if (before === undefined || !this.#log.hasOlder) return;
    this.#log.prepend(await this.#history({ before, limit: this.#pageSize }), before);
    this.#changed();
  }

  async #history(range: { before?: number; after?: number; limit: number }): Promise<HistoryPage> {
    const page = readHistoryPage(await this.#link.rpc('chat.history', { room: this.#room, ...range }));
    if (!page) throw new TypeError('chat.history: expected a page of lines');
    return page;
  }

  #changed(): void {
    this.#sender.settle(this.#log.lines, this.#log.last ?? 0);
    this.#snapshot = this.#look();
    for (const listener of this.#listeners) tell(listener, this.#snapshot);
  }

  #look(): RoomSnapshot {
    const { epoch, lines, hasOlder, last } = this.#log;
    const isLoading = this.#clearedDoubts !== this.#doubts || last === undefined;
    const state = this.#refusal ? 'refused' : !this.#isUp ? 'connecting' : isLoading ? 'loading' : 'live';
    return {
      state,
      ...(this.#refusal && { error: this.#refusal }),
      ...(epoch !== undefined && { epoch }),
      lines,
      pending: this.#sender.lines,
      hasOlder,
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
