import type { StreamPosition } from '@drupal-nodejs/protocol';
import { type Clock, momentOf } from '../clock.ts';
import type { Timer } from '../timer.ts';
import type {
  Announcement,
  Broker,
  HistoryFilter,
  NewPublication,
  PublicationSink,
  PublishOptions,
  Retention,
  StreamSlice,
} from './broker.ts';
import { Stream, type StreamRecord } from './stream.ts';

export interface MemoryBrokerOptions {
  readonly sink: PublicationSink;
  readonly clock: Clock;
  /** Makes a text that no earlier call returned: the epochs of streams. */
  readonly uniqueId: () => string;
  readonly idempotencyWindowMs: number;
  /** Channels beyond which those are forgotten that nobody uses: who may subscribe to any could make as many as they like. */
  readonly rememberedChannels: number;
}

/** What a {@link MemoryBroker} hands to its successor. */
export interface BrokerRecord {
  readonly streams: readonly (readonly [channel: string, stream: StreamRecord])[];
  readonly published: readonly (readonly [channel: string, key: string, entry: IdempotencyEntry])[];
}

interface IdempotencyEntry {
  readonly position: StreamPosition;
  readonly until: number;
}

const nowhere: StreamPosition = { epoch: '', offset: 0 };
const sweepIntervalMs = 60_000;

/** Broker in this process's memory. */
export class MemoryBroker implements Broker {
  readonly #options: MemoryBrokerOptions;
  readonly #streams = new Map<string, Stream>();
  // By channel, then key: joined into one text, two pairs could collide.
  readonly #published = new Map<string, Map<string, IdempotencyEntry>>();
  /** A batch would pay for the clock with each of its messages. */
  readonly #moment: () => number;
  #nextSweep: Timer;
  #streamsAtMost: number;

  constructor(options: MemoryBrokerOptions) {
    this.#options = options;
    this.#streamsAtMost = options.rememberedChannels;
    this.#moment = momentOf(options.clock);
    this.#nextSweep = options.clock.schedule(sweepIntervalMs, () => this.#sweep());
  }

  publish(channel: string, publication: NewPublication, options: PublishOptions): StreamPosition {
    const now = this.#moment();
    const key = options.idempotencyKey;
    const earlier = key === undefined ? undefined : this.#published.get(channel)?.get(key);
    if (earlier !== undefined && earlier.until > now) {
      return earlier.position;
    }
    let position = nowhere;
    if (options.retention.size > 0) {
      const stream = this.#stream(channel, now);
      if (options.version !== undefined && !stream.isNews(options.version)) {
        return stream.position;
      }
      const kept = stream.append(publication, options, now);
      position = stream.position;
      this.#options.sink.publication(channel, kept, position.epoch);
    } else {
      this.#options.sink.publication(channel, publication);
    }
    if (key !== undefined) {
      this.#remember(channel, key, { position, until: now + this.#options.idempotencyWindowMs });
    }
    return position;
  }

  history(channel: string, filter: HistoryFilter, retention: Retention): StreamSlice {
    const now = this.#options.clock.now();
    const stream = this.#stream(channel, now);
    stream.touch(now, retention);
    return stream.slice(filter, now);
  }

  async removeHistory(channel: string): Promise<void> {
    this.#streams.get(channel)?.clear();
  }

  async announce(channel: string, announcement: Announcement): Promise<void> {
    this.#options.sink.announcement(channel, announcement);
  }

  /** Every publication of this process comes to the sink. */
  listen(_channel: string): void {}

  unlisten(_channel: string): void {}

  toRecord(): BrokerRecord {
    return {
      streams: [...this.#streams].map(([channel, stream]) => [channel, stream.toRecord()]),
      published: [...this.#published].flatMap(([channel, keys]) =>
        [...keys].map(([key, entry]) => [channel, key, entry] as const),
      ),
    };
  }

  load(record: BrokerRecord): void {
    for (const [channel, stream] of record.streams) {
      this.#streams.set(channel, Stream.fromRecord(stream));
    }
    // Nobody listens yet: whoever comes back would be told that something may be missing.
    this.#easeStreams();
    for (const [channel, key, entry] of record.published) {
      this.#remember(channel, key, entry);
    }
  }

  close(): void {
    this.#nextSweep.cancel();
  }

  #stream(channel: string, now: number): Stream {
    let stream = this.#streams.get(channel);
    if (stream === undefined) {
      if (this.#streams.size >= this.#streamsAtMost) {
        this.#forgetUnused();
      }
      stream = new Stream(this.#options.uniqueId(), now);
      this.#streams.set(channel, stream);
    }
    return stream;
  }

  /** Forgets streams without a publication that nobody listens to. */
  #forgetUnused(): void {
    for (const [channel, stream] of this.#streams) {
      if (stream.position.offset === 0 && !this.#options.sink.isHeard(channel)) {
        this.#streams.delete(channel);
      }
    }
    this.#easeStreams();
  }

  /** Doesn't look at the streams again until there are twice as many. */
  #easeStreams(): void {
    this.#streamsAtMost = Math.max(this.#options.rememberedChannels, 2 * this.#streams.size);
  }

  #remember(channel: string, key: string, entry: IdempotencyEntry): void {
    const keys = this.#published.get(channel) ?? new Map<string, IdempotencyEntry>();
    this.#published.set(channel, keys.set(key, entry));
  }

  #sweep(): void {
    const now = this.#options.clock.now();
    for (const [channel, stream] of this.#streams) {
      if (this.#options.sink.isHeard(channel)) {
        stream.touch(now);
      } else if (stream.isForgettable(now)) {
        this.#streams.delete(channel);
      }
    }
    for (const [channel, keys] of this.#published) {
      for (const [key, { until }] of keys) {
        if (until <= now) {
          keys.delete(key);
        }
      }
      if (keys.size === 0) {
        this.#published.delete(channel);
      }
    }
    this.#nextSweep = this.#options.clock.schedule(sweepIntervalMs, () => this.#sweep());
  }
}
