import type { Clock } from '../clock.ts';
import { Fifo } from '../fifo.ts';
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
  readonly #queue = new Fifo<Channel>();
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

  /** Writes at once what anybody in a channel lacks. */
  flush(channel: Channel): void {
    this.#write(channel, Number.POSITIVE_INFINITY);
    if (channel.isPending) {
      this.#begin(channel);
      this.#write(channel, Number.POSITIVE_INFINITY);
    }
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
    let left = this.#sliceSize;
    // Who comes again in this turn waits for the next.
    for (let looked = this.#queue.length; looked > 0 && left > 0; looked -= 1) {
      const channel = this.#queue.oldest;
      this.#queue.drop();
      if (channel !== undefined) {
        channel.isQueued = false;
        // A channel costs something by itself, however few listen.
        left -= 1 + this.#work(channel, left);
      }
    }
    if (this.#queue.length > 0) {
      this.#awaitTurn();
    }
  }

  /** Goes on with a channel's fan-out, and with the next one if it may begin; returns how many listeners it wrote to. */
  #work(channel: Channel, most: number): number {
    let written = this.#write(channel, most);
    if (channel.fanOut === undefined && channel.isPending && this.#waitMs(channel) < leastWaitMs) {
      this.#begin(channel);
      written += this.#write(channel, most - written);
    }
    if (channel.fanOut !== undefined) {
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
    channel.pace.began(channel.begin(), this.#clock.now());
  }

  #write(channel: Channel, most: number): number {
    const { fanOut, pace } = channel;
    if (fanOut === undefined) {
      return 0;
    }
    const before = fanOut.listeners;
    const start = this.#clock.now();
    const isOver = channel.write(most);
    const end = this.#clock.now();
    pace.worked(end - start);
    if (isOver) {
      pace.ended(fanOut.listeners / channel.listening, end);
      this.#meter.fannedOut(fanOut.deliveries, pace.tookMs / 1000);
    }
    return fanOut.listeners - before;
  }
}
