import { Backoff, type Schedule, timers } from './backoff.ts';
import { type CallFailure, type ChatRefusal, readFailure } from './error-code.ts';
import { type HistoryPage, type Line, readHistoryPage, readLine, readSendReceipt } from './line.ts';
import { LineLog } from './line-log.ts';
import { Outbox, type PendingLine } from './outbox.ts';
import type { LinkState, RoomLink } from './room-link.ts';
import { randomUuid } from './uuid.ts';

/** Lines that a returning client fetches one after the other; further behind it starts at the newest page. */
const catchUpLimit = 1000;
const catchUpPage = 100;
/** How long an acknowledged line may stay away before the feed asks for it. */
const lateLineMs = 1000;

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
  readonly #schedule: Schedule;
  readonly #newId: () => string;
  readonly #log = new LineLog();
  readonly #outbox = new Outbox();
  readonly #historyBackoff: Backoff;
  readonly #sendBackoff: Backoff;
  readonly #listeners = new Set<(snapshot: RoomSnapshot) => void>();
  readonly #endings: (() => void)[];
  #snapshot: RoomSnapshot;
  #isUp = false;
  /** Counts the times the link came up: lines may have passed by before each. */
  #ups = 0;
  /** The `#ups` of which history is known to be complete. */
  #settledUps = 0;
  #mayWrite = false;
  #refusal: ChatRefusal | undefined;
  #isCatchingUp = false;
  #isSending = false;
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
    this.#schedule = schedule;
    this.#newId = newId;
    this.#historyBackoff = new Backoff(schedule, random);
    this.#sendBackoff = new Backoff(schedule, random);
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
    this.#outbox.add(clientId, body);
    this.#changed();
    void this.#drain();
    return clientId;
  }

  /** Sends a refused line once more, after the other waiting ones. */
  resend(clientId: string): void {
    this.#outbox.resend(clientId);
    this.#changed();
    void this.#drain();
  }

  /** Drops a refused line. */
  discard(clientId: string): void {
    this.#outbox.remove((line) => line.client_id === clientId && line.state === 'refused');
    this.#changed();
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
    this.#historyBackoff.reset();
    this.#sendBackoff.reset();
  }

  get #isSettled(): boolean {
    return this.#isUp && this.#settledUps === this.#ups && !this.#log.isBehind;
  }

  #linkChanged(state: LinkState, refusal: ChatRefusal | undefined): void {
    this.#isUp = state === 'up';
    this.#refusal = state === 'refused' ? (refusal ?? { code: 0, message: 'refused' }) : undefined;
    if (this.#isUp) this.#ups += 1;
    this.#historyBackoff.reset();
    this.#sendBackoff.reset();
    this.#changed();
    void this.#catchUp();
  }

  #receive(data: unknown): void {
    const line = readLine(data);
    if (!line) return;
    this.#log.receive(line);
    this.#changed();
    void this.#catchUp();
  }

  /** Asks for history until the window reaches the newest line, then lets waiting lines out. */
  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    while (this.#isUp && !this.#refusal && !this.#isSettled) await this.#ask();
    this.#isCatchingUp = false;
    await this.#drain();
  }

  async #ask(): Promise<void> {
    const ups = this.#ups;
    const after = this.#log.last;
    try {
      const page = await this.#history(
        after === undefined ? { limit: this.#pageSize } : { after, limit: catchUpPage },
      );
      if (after !== undefined && page.head_seq - after > catchUpLimit) this.#log.restart();
      else this.#log.merge(page, after);
      this.#mayWrite = page.may_write;
      if (!this.#log.isBehind) this.#settledUps = ups;
      this.#historyBackoff.reset();
      this.#changed();
    } catch (reason) {
      await this.#failed(readFailure(reason), ups);
    }
  }

  async #failed(failure: CallFailure, ups: number): Promise<void> {
    if (ups !== this.#ups || !this.#isUp) return;
    if (failure.isTemporary) {
      await this.#historyBackoff.pause();
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

  /** Sends what waits, one after the other; only while history is settled, so that own lines are known. */
  async #drain(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let line = this.#outbox.next; line && this.#isSettled; line = this.#outbox.next)
      await this.#submit(line);
    this.#isSending = false;
  }

  async #submit({ client_id, body }: PendingLine): Promise<void> {
    this.#outbox.sending(client_id);
    this.#changed();
    try {
      const receipt = readSendReceipt(
        await this.#link.rpc('chat.send', { room: this.#room, client_id, body }),
      );
      if (!receipt) throw new TypeError('chat.send: expected a receipt');
      this.#outbox.sent(client_id, receipt.seq);
      this.#sendBackoff.reset();
      this.#expect(receipt.seq);
      this.#changed();
    } catch (reason) {
      const failure = readFailure(reason);
      if (failure.isTemporary) this.#outbox.waiting(client_id);
      else this.#outbox.refused(client_id, { code: failure.code, message: failure.message });
      this.#changed();
      if (failure.isTemporary && this.#isUp) await this.#sendBackoff.pause();
    }
  }

  /** A publication that is lost as the last one leaves no gap: the receipt's seq tells of it. */
  #expect(seq: number): void {
    if ((this.#log.last ?? 0) >= seq) return;
    this.#endings.push(
      this.#schedule(() => {
        this.#log.noteHead(seq);
        void this.#catchUp();
      }, lateLineMs),
    );
  }

  #changed(): void {
    const last = this.#log.last ?? 0;
    const own = new Set(this.#outbox.lines.map(({ client_id }) => client_id));
    const shown = new Set<string>();
    if (own.size > 0)
      for (const { client_id } of this.#log.lines) if (own.has(client_id)) shown.add(client_id);
    this.#outbox.remove((line) => shown.has(line.client_id) || (line.seq !== undefined && line.seq <= last));
    this.#snapshot = this.#look();
    for (const listener of this.#listeners) listener(this.#snapshot);
  }

  #look(): RoomSnapshot {
    const { epoch, lines, hasOlder, last } = this.#log;
    const isLoading = this.#settledUps !== this.#ups || last === undefined;
    const state = this.#refusal ? 'refused' : !this.#isUp ? 'connecting' : isLoading ? 'loading' : 'live';
    return {
      state,
      ...(this.#refusal && { error: this.#refusal }),
      ...(epoch !== undefined && { epoch }),
      lines,
      pending: this.#outbox.lines,
      hasOlder,
      mayWrite: this.#mayWrite,
    };
  }
}
