import type { Push, StreamPosition } from '@drupal-nodejs/protocol';
import { Audience, type Tally } from './audience.ts';
import { Backlog } from './backlog.ts';
import type { Listener } from './listener.ts';
import { Pace } from './pace.ts';

/** One channel on this server: who listens, what some of them lack, and the fan-out under way. */
export class Channel {
  /** The newest publication that came by, or where the stream stood for the first listener; for streams only. */
  position: StreamPosition | undefined;
  /** Whether it stands in the queue of channels with something to write; the dispatcher's own. */
  isQueued = false;
  readonly pace: Pace;
  readonly #backlog = new Backlog();
  readonly #audience = new Audience(this.#backlog);
  /** Who is still being answered. */
  readonly #settling: Listener[] = [];
  #fanOut: Tally | undefined;
  /** The number of the next push when the last fan-out began. */
  #begunAt = 0;

  /** @param longestWaitMs time that a fan-out may wait for more pushes to come along */
  constructor(longestWaitMs: number) {
    this.pace = new Pace(longestWaitMs);
  }

  get size(): number {
    return this.listening + this.#settling.length;
  }

  /** Who is written to: all but those who are still being answered. */
  get listening(): number {
    return this.#audience.size;
  }

  /** Whether somebody lacks something. */
  get isPending(): boolean {
    return !this.#backlog.isEmpty;
  }

  /** What the fan-out under way did so far. */
  get fanOut(): Readonly<Tally> | undefined {
    return this.#fanOut;
  }

  /** Takes a listener that is still being answered. */
  add(listener: Listener): void {
    listener.slot = this.#settling.push(listener) - 1;
  }

  /** Counts a listener among those who are written to: it holds what was pushed before. */
  settle(listener: Listener): void {
    this.#leaveSettling(listener);
    this.#audience.add(listener);
  }

  /** Removes a listener; it gets now what was pushed before. */
  remove(listener: Listener): void {
    if (listener.held !== undefined) {
      this.#leaveSettling(listener);
      return;
    }
    const lacking = this.#audience.remove(listener);
    this.#forget();
    // Last, since whoever is written to may do anything.
    if (lacking !== undefined) {
      listener.outlet.write(lacking);
    }
  }

  /** Takes a push; returns whether nobody lacked anything before it. */
  push(push: Push): boolean {
    for (const listener of this.#settling) {
      listener.held?.push(push);
    }
    const { isPending } = this;
    this.#backlog.add(push);
    return !isPending;
  }

  /**
   * Begins to hand out what was pushed, as the same bytes for all who lack the same and share an encoding; returns how
   * many pushes came since the last time.
   */
  begin(): number {
    const { head } = this.#backlog;
    const came = head - this.#begunAt;
    this.#begunAt = head;
    this.#fanOut = { listeners: 0, deliveries: 0 };
    this.#audience.begin();
    return came;
  }

  /**
   * Goes on with the fan-out under way, and takes along what came since; writes to at most so many listeners. Returns
   * whether that was the last of it.
   */
  write(most: number): boolean {
    const fanOut = this.#fanOut;
    if (fanOut === undefined) {
      return false;
    }
    this.#audience.write(most, fanOut);
    // Who was written to may have ended it, and begun another.
    const isOver = this.#fanOut === fanOut && this.#audience.isThrough;
    if (isOver) {
      this.#fanOut = undefined;
    }
    this.#forget();
    return isOver;
  }

  *[Symbol.iterator](): Generator<Listener> {
    yield* this.#settling;
    yield* this.#audience;
  }

  /** Lets go of what everybody has. */
  #forget(): void {
    this.#backlog.forget(this.#audience.hindmost);
  }

  #leaveSettling(listener: Listener): void {
    const last = this.#settling.pop();
    if (last !== undefined && last !== listener) {
      this.#settling[listener.slot] = last;
      last.slot = listener.slot;
    }
    listener.slot = -1;
  }
}
