import type { Broker, PublicationSink, Retention } from '../../src/broker/broker.ts';
import { type BrokerRecord, MemoryBroker } from '../../src/broker/memory-broker.ts';
import type { Clock } from '../../src/clock.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { RedisLink } from './redis-link.ts';

export interface SimulatedRedisOptions {
  /** Goes on whichever server ends. */
  readonly clock: Clock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly uniqueId: () => string;
  readonly idempotencyWindowMs: number;
  /** Longest time that one way takes. */
  readonly mostMs: number;
  readonly fail: (violation: unknown) => void;
}

const nothing: BrokerRecord = { streams: [], published: [] };

/** A store outside of the servers, which it outlives: it may end itself, and come back with less than it had. */
export class SimulatedRedis {
  readonly options: SimulatedRedisOptions;
  readonly links = new Set<RedisLink>();
  #broker: MemoryBroker;
  #generation = 1;
  isUp = true;

  constructor(options: SimulatedRedisOptions) {
    this.options = options;
    this.#broker = this.#open();
  }

  get broker(): Broker {
    return this.#broker;
  }

  /** Ends, with every connection, and comes back after a while: with everything, all but the newest, or nothing. */
  restart(): void {
    const { clock, random, ledger } = this.options;
    if (!this.isUp) {
      return;
    }
    this.isUp = false;
    for (const link of [...this.links]) {
      link.cut();
    }
    const before = this.#broker.toRecord();
    this.#broker.close();
    this.#generation += 1;
    const most = random.pick([0, 3, Number.POSITIVE_INFINITY]);
    const after = most === Number.POSITIVE_INFINITY ? nothing : this.#rewind(before, most);
    ledger.rewound(
      new Map(
        after.streams.map(
          ([
            channel,
            {
              epoch,
              offset,
              entries: [oldest],
            },
          ]) => [channel, { epoch, offset, first: oldest?.publication.offset ?? offset + 1 }],
        ),
      ),
    );
    this.#broker = this.#open(after);
    clock.schedule(random.integer(0, 300), () => {
      this.isUp = true;
    });
  }

  /** What a file still has of a store whose newest publications of each channel were not written, with their keys. */
  #rewind({ streams, published }: BrokerRecord, most: number): BrokerRecord {
    const rewound = streams.map(([channel, stream]) => {
      const offset = Math.max(0, stream.offset - this.options.random.integer(0, most));
      const epoch = `${stream.epoch.split('.', 1)[0]}.${this.#generation}`;
      const entries = stream.entries.filter(({ publication }) => publication.offset <= offset);
      return [channel, { ...stream, epoch, offset, entries }] as const;
    });
    const tops = new Map(rewound.map(([channel, { offset }]) => [channel, offset]));
    return {
      streams: rewound,
      published: published.filter(([channel, , { position }]) => position.offset <= (tops.get(channel) ?? 0)),
    };
  }

  /** Another server publishes. */
  publish(channel: string, data: string, retention: Retention): void {
    if (this.isUp) {
      try {
        this.#broker.publish(channel, { data }, { retention });
      } catch (error) {
        this.options.fail(error);
      }
    }
  }

  #open(record = nothing): MemoryBroker {
    const { clock, ledger, uniqueId, idempotencyWindowMs } = this.options;
    const each = (channel: string, tell: (sink: PublicationSink) => void): void => {
      for (const link of this.links) {
        link.push(channel, tell);
      }
    };
    const broker = new MemoryBroker({
      clock,
      uniqueId: () => `${uniqueId()}.${this.#generation}`,
      idempotencyWindowMs,
      rememberedChannels: 100_000,
      sink: {
        isHeard: (channel) => [...this.links].some((link) => link.hears(channel)),
        announcement: (channel, news) => each(channel, (sink) => sink.announcement(channel, news)),
        stands: () => undefined,
        publication: (channel, publication, epoch) => {
          ledger.published(channel, publication, epoch, clock.now());
          each(channel, (sink) => sink.publication(channel, publication, epoch));
        },
      },
    });
    broker.load(record);
    return broker;
  }
}
