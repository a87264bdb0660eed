import type { Reply } from '@drupal-nodejs/protocol';
import type { Encoding } from './encoding.ts';
import type { Listener, Outlet } from './listener.ts';

const nothing: readonly Reply[] = [];

/**
 * The listeners of one channel who share an encoding, or have one each, and how far a frame has got among them.
 *
 * Dense, so that a fan-out walks memory in order. While a frame is on its way the listeners stand in three parts:
 * who has it, who waits for it, and who came since and must not get it.
 */
export class Audience {
  /** What they share; nothing where each has its own. */
  readonly encoding: Encoding | undefined;
  readonly #listeners: Listener[] = [];
  /** Of the listeners, in their order: a fan-out touches nothing else of them. */
  readonly #outlets: Outlet[] = [];
  #replies = nothing;
  /** The replies as bytes, as soon as somebody was written to. */
  #frame: Buffer | undefined;
  /** The first who waits for the frame. */
  #next = 0;
  /** Behind the last who waits for it. */
  #end = 0;

  constructor(encoding: Encoding | undefined) {
    this.encoding = encoding;
  }

  get size(): number {
    return this.#listeners.length;
  }

  /** How many still wait for the frame. */
  get waiting(): number {
    return this.#end - this.#next;
  }

  add(listener: Listener): void {
    listener.slot = this.#listeners.push(listener) - 1;
    this.#outlets.push(listener.outlet);
  }

  /** Removes a listener; returns the frame it waits for, if it does. */
  remove(listener: Listener): Buffer | undefined {
    const isWaiting = listener.slot >= this.#next && listener.slot < this.#end;
    // Of each part the last moves into the hole, so that the hole moves to the end and all stay in their part.
    let hole = listener.slot;
    if (hole < this.#next) {
      this.#next -= 1;
      this.#move(this.#next, hole);
      hole = this.#next;
    }
    if (hole < this.#end) {
      this.#end -= 1;
      this.#move(this.#end, hole);
      hole = this.#end;
    }
    this.#move(this.#listeners.length - 1, hole);
    this.#listeners.pop();
    this.#outlets.pop();
    listener.slot = -1;
    return isWaiting ? this.#frameFor(listener.outlet) : undefined;
  }

  /** Begins to hand out replies as one frame to all who are here; those before must be through. */
  begin(replies: readonly Reply[]): void {
    this.#replies = replies;
    this.#frame = undefined;
    this.#next = 0;
    this.#end = this.#outlets.length;
  }

  /**
   * Writes the frame to at most so many who wait for it; returns to how many.
   *
   * Whom it is written to may leave while it is, and others with it.
   */
  write(most: number): number {
    let written = 0;
    while (written < most && this.#next < this.#end) {
      const outlet = this.#outlets[this.#next];
      this.#next += 1;
      written += 1;
      outlet?.write(this.#frame ?? this.#frameFor(outlet));
    }
    if (this.#next === this.#end) {
      this.#replies = nothing;
      this.#frame = undefined;
      this.#next = 0;
      this.#end = 0;
    }
    return written;
  }

  *[Symbol.iterator](): Generator<Listener> {
    yield* this.#listeners;
  }

  #frameFor({ encoding }: Outlet): Buffer {
    if (this.encoding === undefined) {
      return encoding.encode(this.#replies);
    }
    this.#frame ??= encoding.encode(this.#replies);
    return this.#frame;
  }

  #move(from: number, to: number): void {
    const listener = this.#listeners[from];
    const outlet = this.#outlets[from];
    if (from !== to && listener !== undefined && outlet !== undefined) {
      this.#listeners[to] = listener;
      this.#outlets[to] = outlet;
      listener.slot = to;
    }
  }
}
