import type { Clock } from '../clock.ts';
import type { Meter } from '../meter.ts';
import type { Channel } from './channel.ts';

/** A timer tells no less apart: below it the end of the turn is as good. */
const leastWaitMs = 1;

/**
 * Decides when channels write what is pending in them, and how much at a time.
 *
 * A channel writes when the turn of the event loop is over, or later if its pace says so. One turn writes to a bounded
 * number of listeners: what is left waits behind the other channels, and behind whatever else the server has to do.
 */
export class Dispatcher {
  readonly #clock: Clock;
  readonly #meter: Meter;
  readonly #sliceSize: number;
  #queue: Channel[] = [];
  #isAwaited = false;

  /** @param sliceSize listeners written to in one turn of the event loop */
  constructor(clock: Clock, meter: Meter, sliceSize: number) {
    this.#clock = clock;
    this.#meter = meter;
    this.#sliceSize = sliceSize;
  }

  /** Sees to it that a channel writes what became pending in it. */
  plan(channel: Channel): void {
    const waitMs = this.#waitMs(channel);
    if (waitMs < leastWaitMs) {
      this.#enqueue(channel);
    } else {
      this.#clock.schedule(waitMs, () => this.#enqueue(channel));
    }
  }

  /** Begins a channel's fan-out at once: who joins from now on is not in it. */
  begin(channel: Channel): void {
    this.#write(channel, Number.POSITIVE_INFINITY);
    if (channel.isPending) {
      this.#begin(channel);
      this.#enqueue(channel);
    }
  }

  /** Writes everything that is pending in a channel at once. */
  flush(channel: Channel): void {
    this.begin(channel);
    this.#write(channel, Number.POSITIVE_INFINITY);
  }

  #enqueue(channel: Channel): void {
    if (!channel.isQueued) {
      channel.isQueued = true;
      this.#queue.push(channel);
      this.#awaitTurn();
    }
  }

  #awaitTurn(): void {
    if (!this.#isAwaited) {
      this.#isAwaited = true;
      this.#clock.afterTurn(() => this.#runSlice());
    }
  }

  #runSlice(): void {
    this.#isAwaited = false;
    const queue = this.#queue;
    this.#queue = [];
    let left = this.#sliceSize;
    let looked = 0;
    for (const channel of queue) {
      if (left <= 0) {
        break;
      }
      looked += 1;
      channel.isQueued = false;
      // A channel costs something by itself, however few listen.
      left -= 1 + this.#work(channel, left);
    }
    this.#queue = [...queue.slice(looked), ...this.#queue];
    if (this.#queue.length > 0) {
      this.#awaitTurn();
    }
  }

  /** Goes on with a channel's fan-out, and with the next one if it may begin; returns how many listeners it wrote to. */
  #work(channel: Channel, most: number): number {
    let written = this.#write(channel, most);
    if (!channel.isUnderWay && channel.isPending && this.#waitMs(channel) < leastWaitMs) {
      this.#begin(channel);
      written += this.#write(channel, most - written);
    }
    if (channel.isUnderWay) {
      this.#enqueue(channel);
    } else if (channel.isPending) {
      this.plan(channel);
    }
    return written;
  }

  #waitMs(channel: Channel): number {
    return channel.pace.wait(this.#clock.now());
  }

  #begin(channel: Channel): void {
    const start = this.#clock.now();
    channel.pace.began(start);
    channel.begin();
    channel.pace.worked(this.#clock.now() - start);
  }

  #write(channel: Channel, most: number): number {
    if (!channel.isUnderWay) {
      return 0;
    }
    const { pace, carried } = channel;
    const start = this.#clock.now();
    const written = channel.write(most);
    const end = this.#clock.now();
    pace.worked(end - start);
    if (!channel.isUnderWay) {
      pace.ended(carried, end);
      this.#meter.fannedOut(carried, channel.size, pace.tookMs / 1000);
    }
    return written;
  }
}
