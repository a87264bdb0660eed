import type { Push, StreamPosition } from '@drupal-nodejs/protocol';
import { Audience } from './audience.ts';
import type { Listener } from './listener.ts';
import { Pace } from './pace.ts';

/** One channel on this server: who listens, what is pending, and the fan-out under way. */
export class Channel {
  /** The newest publication that came by, or where the stream stood for the first listener; for streams only. */
  position: StreamPosition | undefined;
  /** Whether it stands in the queue of channels with something to write; the dispatcher's own. */
  isQueued = false;
  readonly pace: Pace;
  readonly #audiences: Audience[] = [];
  /** Who is still being answered. */
  readonly #settling: Listener[] = [];
  #pending: Push[] = [];
  #carried = 0;

  /** @param longestWaitMs time that a fan-out may wait for more pushes to come along */
  constructor(longestWaitMs: number) {
    this.pace = new Pace(longestWaitMs);
  }

  get size(): number {
    return this.#audiences.reduce((sum, { size }) => sum + size, this.#settling.length);
  }

  get isPending(): boolean {
    return this.#pending.length > 0;
  }

  /** Pushes that the fan-out under way carries; 0 when there is none. */
  get carried(): number {
    return this.#carried;
  }

  get isUnderWay(): boolean {
    return this.#carried > 0;
  }

  /** Takes a listener that is still being answered. */
  add(listener: Listener): void {
    listener.slot = this.#settling.push(listener) - 1;
  }

  /** Counts a listener among those who are written to; nothing may be pending that it holds already. */
  settle(listener: Listener): void {
    this.#leaveSettling(listener);
    this.#audienceOf(listener).add(listener);
  }

  /** Removes a listener; it gets now what was pushed before. */
  remove(listener: Listener): void {
    if (listener.held !== undefined) {
      this.#leaveSettling(listener);
      return;
    }
    const { outlet } = listener;
    const underWay = this.#audienceOf(listener).remove(listener);
    const pending = this.isPending ? outlet.encoding.encode(this.#pending.map(toReply)) : undefined;
    // Last, since whoever is written to may do anything.
    for (const frame of [underWay, pending]) {
      if (frame !== undefined) {
        outlet.write(frame);
      }
    }
  }

  /** Takes a push; returns whether it is the first that is pending. */
  push(push: Push): boolean {
    for (const listener of this.#settling) {
      listener.held?.push(push);
    }
    return this.#pending.push(push) === 1;
  }

  /** Begins to hand out what is pending, as the same bytes for all who share an encoding. */
  begin(): void {
    const replies = this.#pending.map(toReply);
    this.#pending = [];
    this.#carried = replies.length;
    for (const audience of this.#audiences) {
      audience.begin(replies);
    }
  }

  /** Goes on with the fan-out under way; returns how many listeners it wrote to, at most `most`. */
  write(most: number): number {
    let written = 0;
    for (const audience of this.#audiences) {
      written += audience.write(most - written);
    }
    if (this.#audiences.every(({ waiting }) => waiting === 0)) {
      this.#carried = 0;
    }
    return written;
  }

  *[Symbol.iterator](): Generator<Listener> {
    yield* this.#settling;
    for (const audience of this.#audiences) {
      yield* audience;
    }
  }

  #audienceOf({ outlet }: Listener): Audience {
    const encoding = outlet.encoding.isPersonal ? undefined : outlet.encoding;
    let audience = this.#audiences.find((candidate) => candidate.encoding === encoding);
    if (audience === undefined) {
      audience = new Audience(encoding);
      this.#audiences.push(audience);
    }
    return audience;
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

function toReply(push: Push): { readonly push: Push } {
  return { push };
}
