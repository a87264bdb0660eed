import type { Publication, Push, StreamPosition } from '@drupal-nodejs/protocol';
import type { Announcement, PublicationSink } from '../broker/broker.ts';
import type { Clock } from '../clock.ts';
import { Lingering } from '../lingering.ts';
import { idleMeter, type Meter } from '../meter.ts';
import { Channel } from './channel.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Listener } from './listener.ts';

export interface HubOptions {
  readonly clock: Clock;
  /** @default counts nothing */
  readonly meter?: Meter;
  /** Is told which channels have listeners. */
  readonly occupancy?: Lingering;
  /** How long the pushes of a channel may wait for others, in milliseconds. @default not beyond the turn */
  readonly longestWaitMs?: (channel: string) => number;
  /** Listeners written to in one turn of the event loop. @default 250 */
  readonly sliceSize?: number;
}

/**
 * Who listens on this server, by channel of one site.
 *
 * What a listener lacks leaves together: encoded once for all who lack the same, in one write for each. That is
 * where a fan-out's cost lies (one write to the kernel costs far more than the bytes in it).
 */
export class Hub implements PublicationSink {
  readonly #dispatcher: Dispatcher;
  readonly #occupancy: Lingering;
  readonly #longestWaitMs: (channel: string) => number;
  readonly #channels = new Map<string, Channel>();

  constructor({
    clock,
    meter = idleMeter,
    occupancy = new Lingering(clock, 0),
    longestWaitMs = () => 0,
    sliceSize = 250,
  }: HubOptions) {
    this.#dispatcher = new Dispatcher(clock, meter, sliceSize);
    this.#occupancy = occupancy;
    this.#longestWaitMs = longestWaitMs;
  }

  /** Adds a listener that is still being answered: what is pushed from now on is held for it. */
  add(name: string, listener: Listener): void {
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = new Channel(this.#longestWaitMs(name));
      this.#channels.set(name, channel);
      this.#occupancy.enter(name);
    }
    channel.add(listener);
  }

  /**
   * Ends a listener's hold; returns what was held, in order. From now on it is written to.
   *
   * @param position where the stream stood in the listener's answer, if it follows one
   */
  release(name: string, listener: Listener, position?: StreamPosition): readonly Push[] {
    const channel = this.#channels.get(name);
    const held = listener.held ?? [];
    if (channel !== undefined && listener.slot >= 0) {
      if (position !== undefined && (channel.position ?? position).epoch !== position.epoch) {
        // Which of the two is of today can't be told.
        this.lose(name);
      }
      channel.settle(listener);
      if (position !== undefined && lastOf(held, position) < (channel.position?.offset ?? 0)) {
        // Another one's answer is younger, and what lies between the two never came by.
        listener.lost();
      }
      channel.position ??= position;
    }
    listener.held = undefined;
    return held;
  }

  /** Removes a listener: it gets now what was pushed before, and nothing after. */
  remove(name: string, listener: Listener): void {
    const channel = this.#channels.get(name);
    if (channel === undefined || listener.slot < 0) {
      return;
    }
    channel.remove(listener);
    // Who was written to may have removed the last one already, and added the first of another.
    if (channel.size === 0 && this.#channels.get(name) === channel) {
      this.#channels.delete(name);
      this.#occupancy.leave(name);
    }
  }

  publication(name: string, pub: Publication, epoch = ''): void {
    const channel = this.#channels.get(name);
    if (channel === undefined) {
      return;
    }
    if (pub.offset !== undefined) {
      if (hasHole(channel.position, epoch, pub.offset)) {
        this.lose(name);
      }
      if (epoch !== channel.position?.epoch || pub.offset > channel.position.offset) {
        channel.position = { epoch, offset: pub.offset };
      }
    }
    this.push(name, { channel: name, pub });
  }

  announcement(name: string, announcement: Announcement): void {
    this.push(name, announcement);
  }

  stands(name: string, { epoch, offset }: StreamPosition): void {
    const here = this.#channels.get(name)?.position;
    if (here !== undefined && (here.epoch !== epoch || here.offset < offset)) {
      this.lose(name);
    }
  }

  /** Tells everyone in a channel that a publication didn't get here. */
  lose(name: string): void {
    const channel = this.#channels.get(name);
    if (channel !== undefined) {
      this.#dispatcher.flush(channel);
      channel.position = undefined;
      for (const listener of [...channel]) {
        listener.lost();
      }
    }
  }

  isHeard(name: string): boolean {
    return this.#channels.has(name);
  }

  /** Up to where the publications of a channel came by; nothing where that isn't known. */
  positionOf(name: string): StreamPosition | undefined {
    return this.#channels.get(name)?.position;
  }

  /** Sends a push to all listeners of a channel, in the order of these calls: when the turn is over, or a little later. */
  push(name: string, push: Push): void {
    const channel = this.#channels.get(name);
    if (channel?.push(push)) {
      this.#dispatcher.plan(channel);
    }
  }

  /** Writes all that waits, at once. */
  flush(): void {
    for (const channel of [...this.#channels.values()]) {
      this.#dispatcher.flush(channel);
    }
  }

  /** Up to where publications came by, for every channel where that is known. */
  *positions(): Generator<readonly [channel: string, position: StreamPosition]> {
    for (const [name, { position }] of this.#channels) {
      if (position !== undefined) {
        yield [name, position];
      }
    }
  }

  /** Goes on where another process stood: its listeners had everything up to there. */
  follow(name: string, position: StreamPosition): void {
    const channel = this.#channels.get(name);
    if (channel !== undefined) {
      channel.position ??= position;
    }
  }

  /** Channels that have listeners, with their number. */
  *occupied(prefix = ''): Generator<readonly [channel: string, listeners: number]> {
    for (const [name, channel] of this.#channels) {
      if (name.startsWith(prefix)) {
        yield [name, channel.size];
      }
    }
  }
}

/** Up to where a listener has everything: by its answer, and by what was held for it. */
function lastOf(held: readonly Push[], { offset }: StreamPosition): number {
  return held.reduce((last, push) => Math.max(last, 'pub' in push ? (push.pub.offset ?? 0) : 0), offset);
}

function hasHole(position: StreamPosition | undefined, epoch: string, offset: number): boolean {
  return position !== undefined && (position.epoch !== epoch || offset > position.offset + 1);
}
