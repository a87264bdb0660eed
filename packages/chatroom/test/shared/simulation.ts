import type {
  HistoryPage,
  Line,
  LinkState,
  RoomLink,
  SendReceipt,
  SyncPage,
} from '@drupal-nodejs/chatroom/feed';

/** Small seeded generator (mulberry32), so that a failing run can be played again. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Time that passes only when told to. */
export class VirtualClock {
  #now = 0;
  #count = 0;
  #tasks: { readonly at: number; readonly order: number; readonly task: () => void }[] = [];

  readonly schedule = (task: () => void, delayMs: number): (() => void) => {
    const entry = { at: this.#now + delayMs, order: this.#count++, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  };

  /** Runs what is due within the next `ms`, and lets promises settle after each task. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await new Promise(setImmediate);
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#now = next.at;
      next.task();
      await new Promise(setImmediate);
    }
    this.#now = end;
  }

  #due(end: number) {
    const [first] = this.#tasks
      .filter(({ at }) => at <= end)
      .sort((a, b) => a.at - b.at || a.order - b.order);
    if (first) this.#tasks = this.#tasks.filter((other) => other !== first);
    return first;
  }
}

/** How badly the wire behaves; each a probability. */
export interface Faults {
  readonly dropPublication: number;
  readonly doublePublication: number;
  /** Publications and replies take up to so many milliseconds each, so they overtake one another. */
  readonly delayMs: number;
  readonly loseRequest: number;
  readonly loseReply: number;
  readonly storeFails: number;
}

export const noFaults: Faults = {
  dropPublication: 0,
  doublePublication: 0,
  delayMs: 1,
  loseRequest: 0,
  loseReply: 0,
  storeFails: 0,
};

/** Bodies of this kind are refused for good. */
export const refusedBody = 'refuse me';

interface Asked {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  readonly thread?: number;
  readonly limit: number;
}

/** A room and the wire to it, as the feed's counterpart; the rules of the server's store in a few lines. */
export class SimulatedRoom implements RoomLink {
  faults: Faults = noFaults;
  lines: Line[] = [];
  #head = 0;
  #epoch = 'first';
  #state: LinkState = 'down';
  readonly #clock: VirtualClock;
  readonly #random: () => number;
  readonly #onPublication = new Set<(data: unknown) => void>();
  readonly #onState = new Set<(state: LinkState) => void>();

  constructor(clock: VirtualClock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  onPublication(listener: (data: unknown) => void): () => void {
    this.#onPublication.add(listener);
    return () => this.#onPublication.delete(listener);
  }

  onState(listener: (state: LinkState) => void): () => void {
    this.#onState.add(listener);
    listener(this.#state);
    return () => this.#onState.delete(listener);
  }

  set state(state: LinkState) {
    this.#state = state;
    for (const listener of this.#onState) listener(state);
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** Somebody writes. */
  write(
    body: string,
    clientId = `other-${this.#epoch}-${this.#head + 1}`,
    uid = 9,
    place: Pick<Line, 'thread'> = {},
  ): Line {
    this.#head += 1;
    const line = {
      ...place,
      seq: this.#head,
      changed: this.#head,
      mid: 100 + this.#head,
      client_id: clientId,
      uid,
      name: '',
      kind: 'text' as const,
      body,
      html: body,
      created: this.#head,
    };
    this.lines.push(line);
    this.#publish(line);
    return line;
  }

  /** Somebody changes a line that is there; the newest ones more often. */
  edit(): void {
    if (this.lines.length === 0) return;
    const index = Math.floor(this.lines.length * Math.sqrt(this.#random()));
    const line = this.lines[index];
    if (line === undefined) return;
    this.#head += 1;
    const edited = { ...line, body: `edit ${this.#head}`, changed: this.#head, edited: this.#head };
    this.lines[index] = edited;
    this.#publish(edited);
  }

  /** A publication arrives. */
  deliver(data: unknown): void {
    for (const listener of this.#onPublication) listener(data);
  }

  /** The room's rows are lost and it starts anew. */
  wipe(): void {
    this.#epoch += "'";
    this.lines = [];
    this.#head = 0;
  }

  rpc(method: string, data: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timeout = () => reject({ code: 1, message: 'timeout' });
      if (this.#state !== 'up') return this.#later(() => reject({ code: 2, message: 'transport closed' }));
      if (this.#happens(this.faults.loseRequest)) return this.#later(timeout);
      this.#later(() => {
        if (this.#happens(this.faults.storeFails)) return reject({ code: 1500, message: 'not now' });
        const outcome = this.#handle(method, data as Readonly<Record<string, unknown>>);
        if (this.#happens(this.faults.loseReply)) return this.#later(timeout);
        this.#later(() => ('code' in outcome ? reject(outcome) : resolve(outcome)));
      });
    });
  }

  #handle(method: string, data: Readonly<Record<string, unknown>>) {
    if (method === 'chat.send') return this.#send(String(data.client_id), String(data.body));
    if (method === 'chat.sync') return this.#sync(data as { since: number; limit: number });
    return this.#history(data as unknown as Asked);
  }

  #send(clientId: string, body: string): SendReceipt | { code: number; message: string } {
    if (body === refusedBody) return { code: 1412, message: 'refused' };
    const known = this.lines.find((line) => line.client_id === clientId);
    const { client_id, mid, seq, created } = known ?? this.write(body, clientId, 7);
    return { client_id, mid, seq, created };
  }

  #history({ before, after, around, thread, limit }: Asked): HistoryPage {
    const end = around === undefined ? before : around + Math.floor(limit / 2);
    const all = this.lines.filter((line) => line.thread === thread);
    const beyond = all.filter(({ seq }) => seq < (end ?? Infinity) && seq > (after ?? 0));
    const lines = after === undefined ? beyond.slice(-limit) : beyond.slice(0, limit);
    const [first, last] = [lines[0]?.seq ?? 0, lines.at(-1)?.seq ?? Infinity];
    return {
      epoch: this.#epoch,
      head_seq: this.#head,
      older: all.some(({ seq }) => seq < first),
      newer: all.some(({ seq }) => seq > last),
      may_write: true,
      lines,
    };
  }

  #sync({ since, limit }: { since: number; limit: number }): SyncPage {
    const changed = this.lines
      .filter((line) => line.changed > since)
      .sort((one, other) => one.changed - other.changed);
    const lines = changed.slice(0, limit);
    const more = lines.length < changed.length;
    const to_seq = more ? (lines.at(-1)?.changed ?? since) : this.#head;
    return { epoch: this.#epoch, head_seq: this.#head, to_seq, more, may_write: true, lines };
  }

  #publish(line: Line): void {
    const event = { epoch: this.#epoch, seq: line.changed, lines: [line] };
    const copies = this.#happens(this.faults.dropPublication)
      ? 0
      : this.#happens(this.faults.doublePublication)
        ? 2
        : 1;
    for (let copy = 0; copy < copies; copy++) {
      this.#later(() => {
        if (this.#state === 'up') this.deliver(event);
      });
    }
  }

  #later(task: () => void): void {
    this.#clock.schedule(task, this.#random() * this.faults.delayMs);
  }

  #happens(probability: number): boolean {
    return this.#random() < probability;
  }
}
