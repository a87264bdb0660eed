import type { RoomEvent } from './answers.ts';

/** Events ahead of a gap that are kept; beyond it they are asked for again. */
const heldLimit = 1000;

/** Where a client stands in a room's events: puts them in order, and knows when one is missing. */
export class EventLog {
  #next: number | undefined;
  #head = 0;
  readonly #held = new Map<number, RoomEvent>();

  /** The newest seq of which everything up to it is known; undefined at the beginning. */
  get last(): number | undefined {
    return this.#next === undefined ? undefined : this.#next - 1;
  }

  /** Is an event known to exist that isn't here yet? */
  get isBehind(): boolean {
    return this.#next === undefined || this.#head >= this.#next;
  }

  /** Takes an event, in any order, any number of times; returns what can be applied now, in order. */
  receive(event: RoomEvent): readonly RoomEvent[] {
    this.#head = Math.max(this.#head, event.seq);
    if (this.#next !== undefined && event.seq < this.#next) return [];
    if (this.#held.size < heldLimit) this.#held.set(event.seq, event);
    return this.#release();
  }

  /** Everything up to `seq` is known by other means, and `head` exists; returns the held events that follow. */
  reach(seq: number, head: number): readonly RoomEvent[] {
    this.#head = Math.max(this.#head, head);
    this.#next = Math.max(this.#next ?? 0, seq + 1);
    return this.#release();
  }

  /** Forgets everything. */
  restart(): void {
    this.#next = undefined;
    this.#head = 0;
    this.#held.clear();
  }

  #release(): readonly RoomEvent[] {
    if (this.#next === undefined) return [];
    const released: RoomEvent[] = [];
    for (let event = this.#held.get(this.#next); event; event = this.#held.get(this.#next)) {
      released.push(event);
      this.#next = event.seq + 1;
    }
    for (const seq of this.#held.keys()) if (seq < this.#next) this.#held.delete(seq);
    return released;
  }
}
