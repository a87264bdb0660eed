import type { Publication, Push, StreamPosition } from '@drupal-nodejs/protocol';
import type { Announcement, PublicationSink } from '../broker/broker.ts';
import type { Clock } from '../clock.ts';
import { Lingering } from '../lingering.ts';
import { idleMeter, type Meter } from '../meter.ts';
import type { Encoding } from './encoding.ts';

/** One connection's place in one channel, as the hub sees it. */
export interface Listener {
  readonly encoding: Encoding;

  /** Takes bytes that other listeners share: they must not be changed. */
  write(frame: Buffer): void;

  /** Set while the listener is still being answered what it missed; pushes go here instead of to `write`. */
  held: Push[] | undefined;

  /** Where the hub keeps the listener; the hub's own. */
  slot: number;

  /** Told when a publication didn't get here: what comes next would hide the hole, so the listener must leave. */
  lost(): void;
}

interface Channel {
  /** Dense, so that a fan-out walks memory in order; each listener knows its slot. */
  readonly listeners: Listener[];
  pending: Push[];
  /** The newest publication that came by, or where the stream stood for the first listener; for streams only. */
  position: StreamPosition | undefined;
}

/**
 * Who listens on this server, by channel of one site.
 *
 * Pushes of one turn of the event loop leave together: encoded once per encoding, one write per listener. That is
 * where a fan-out's cost lies (one write to the kernel costs far more than the bytes in it).
 */
export class Hub implements PublicationSink {
  readonly #clock: Clock;
  readonly #meter: Meter;
  readonly #occupancy: Lingering;
  readonly #channels = new Map<string, Channel>();
  #dirty: Channel[] = [];
  readonly #flushAll = (): void => {
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const channel of dirty) {
      this.#flush(channel);
    }
  };

  /** @param occupancy is told which channels have listeners */
  constructor(clock: Clock, meter: Meter = idleMeter, occupancy = new Lingering(clock, 0)) {
    this.#clock = clock;
    this.#meter = meter;
    this.#occupancy = occupancy;
  }

  /** Adds a listener; it gets what is pushed from now on, nothing that was pushed before. */
  add(name: string, listener: Listener): void {
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = { listeners: [], pending: [], position: undefined };
      this.#channels.set(name, channel);
      this.#occupancy.enter(name);
    }
    this.#flush(channel);
    listener.slot = channel.listeners.push(listener) - 1;
  }

  /**
   * Ends a listener's hold; returns what was held, in order. From now on pushes go to its `write`.
   *
   * @param position where the stream stood in the listener's answer, if it follows one
   */
  release(name: string, listener: Listener, position?: StreamPosition): readonly Push[] {
    const channel = this.#channels.get(name);
    if (channel !== undefined) {
      this.#flush(channel);
      channel.position ??= position;
    }
    const held = listener.held ?? [];
    listener.held = undefined;
    return held;
  }

  /** Removes a listener; it gets nothing after this, not even what was already pushed in this turn. */
  remove(name: string, listener: Listener): void {
    const channel = this.#channels.get(name);
    if (channel === undefined || channel.listeners[listener.slot] !== listener) {
      return;
    }
    const last = channel.listeners.pop();
    if (last !== undefined && last !== listener) {
      channel.listeners[listener.slot] = last;
      last.slot = listener.slot;
    }
    if (channel.listeners.length === 0) {
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
      this.#flush(channel);
      channel.position = undefined;
      for (const listener of [...channel.listeners]) {
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

  /** Sends a push to all listeners of a channel when the current turn is over, in the order of these calls. */
  push(name: string, push: Push): void {
    const channel = this.#channels.get(name);
    if (channel === undefined) {
      return;
    }
    if (channel.pending.push(push) === 1 && this.#dirty.push(channel) === 1) {
      this.#clock.afterTurn(this.#flushAll);
    }
  }

  /** Channels that have listeners, with their number. */
  *occupied(prefix = ''): Generator<readonly [channel: string, listeners: number]> {
    for (const [name, { listeners }] of this.#channels) {
      if (name.startsWith(prefix)) {
        yield [name, listeners.length];
      }
    }
  }

  #flush(channel: Channel): void {
    const pushes = channel.pending;
    if (pushes.length === 0) {
      return;
    }
    channel.pending = [];
    const start = this.#clock.now();
    const replies = pushes.map((push) => ({ push }));
    let encoding: Encoding | undefined;
    let frame: Buffer | undefined;
    const frames = new Map<Encoding, Buffer>();
    // Over a copy: a listener that does not keep up leaves while it is written to.
    for (const listener of channel.listeners.slice()) {
      if (listener.held !== undefined) {
        listener.held = listener.held.concat(pushes);
        continue;
      }
      if (frame === undefined || listener.encoding !== encoding) {
        encoding = listener.encoding;
        frame = frames.get(encoding) ?? encoding.encode(replies);
        frames.set(encoding, frame);
      }
      listener.write(frame);
    }
    this.#meter.fannedOut(pushes.length, channel.listeners.length, (this.#clock.now() - start) / 1000);
  }
}

function hasHole(position: StreamPosition | undefined, epoch: string, offset: number): boolean {
  return position !== undefined && (position.epoch !== epoch || offset > position.offset + 1);
}
