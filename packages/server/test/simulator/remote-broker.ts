import type { StreamPosition } from '@drupal-nodejs/protocol';
import type {
  Announcement,
  Broker,
  HistoryFilter,
  NewPublication,
  PublicationSink,
  PublishOptions,
  Retention,
  StreamSlice,
} from '../../src/broker/broker.ts';
import type { Clock } from '../../src/clock.ts';
import { RedisLink, unavailable } from './redis-link.ts';
import type { SimulatedRedis } from './simulated-redis.ts';

/** A broker on that store, as a server has it: keeps up a link, and learns after each new one what did not come. */
export class RemoteBroker implements Broker {
  readonly #redis: SimulatedRedis;
  readonly #sink: PublicationSink;
  readonly #clock: Clock;
  readonly #wanted = new Set<string>();
  readonly #followed = new Map<string, Retention>();
  #link: RedisLink | undefined;
  /** Also while it can't be used yet. */
  #newest: RedisLink | undefined;
  /** Whether there ever was one that could be used. */
  isStarted = false;

  constructor(redis: SimulatedRedis, sink: PublicationSink, clock: Clock) {
    this.#redis = redis;
    this.#sink = sink;
    this.#clock = clock;
    this.#open();
  }

  publish(channel: string, publication: NewPublication, options: PublishOptions): Promise<StreamPosition> {
    const { random } = this.#redis.options;
    return this.#ask(async () => {
      const publish = () => this.#redis.broker.publish(channel, publication, options);
      // What comes twice is known by its key.
      if (options.idempotencyKey !== undefined && random.chance(0.1)) {
        await publish();
      }
      return publish();
    });
  }

  async history(channel: string, filter: HistoryFilter, retention: Retention): Promise<StreamSlice> {
    if (this.#wanted.has(channel)) {
      this.#followed.set(channel, retention);
    }
    const link = this.#link;
    const slice = await this.#ask(() => this.#read(channel, filter, retention));
    await link?.caughtUp();
    return slice;
  }

  removeHistory(channel: string): Promise<void> {
    return this.#ask(() => {
      this.#redis.options.ledger.removed(channel);
      return this.#redis.broker.removeHistory(channel);
    });
  }

  announce(channel: string, announcement: Announcement): Promise<void> {
    return this.#ask(() => this.#redis.broker.announce(channel, announcement));
  }

  async listen(channel: string): Promise<void> {
    this.#wanted.add(channel);
    const link = this.#link;
    if (link?.hears(channel) !== true) {
      await this.#ask(async () => link?.listen(channel));
    }
  }

  unlisten(channel: string): void {
    this.#wanted.delete(channel);
    this.#followed.delete(channel);
    this.#clock.schedule(20, () => {
      if (!this.#wanted.has(channel)) {
        this.#link?.unlisten(channel);
      }
    });
  }

  /** The server has ended. */
  end(): void {
    this.#newest?.abandon();
  }

  /** Loses the connections, as a network does. */
  cut(): void {
    this.#newest?.cut();
  }

  #open(): void {
    const { random } = this.#redis.options;
    const again = (): void => {
      this.#clock.schedule(random.integer(5, 100), () => this.#open());
    };
    if (!this.#redis.isUp) {
      again();
      return;
    }
    const link = new RedisLink(this.#redis, this.#sink, this.#clock, () => {
      this.#link = undefined;
      again();
    });
    this.#newest = link;
    this.#resume(link).then(
      () => {
        this.#link = link;
        this.isStarted = true;
      },
      () => undefined,
    );
  }

  /** Before anybody may use a link: what was published meanwhile shows by where the streams stand. */
  async #resume(link: RedisLink): Promise<void> {
    await link.ask(async () => {
      for (const channel of this.#wanted) {
        link.listen(channel);
      }
    });
    const stand = await Promise.all(
      [...this.#followed].map(async ([channel, retention]) => {
        const { position } = await link.ask(() => this.#read(channel, { limit: 0 }, retention));
        return [channel, position] as const;
      }),
    );
    await link.caughtUp();
    for (const [channel, position] of stand) {
      this.#sink.stands(channel, position);
    }
  }

  async #read(channel: string, filter: HistoryFilter, retention: Retention): Promise<StreamSlice> {
    const { ledger, clock } = this.#redis.options;
    const found = ledger.read(channel, clock.now());
    const slice = await this.#redis.broker.history(channel, filter, retention);
    found(slice.position.epoch);
    return slice;
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    if (this.#link === undefined) {
      throw unavailable();
    }
    return this.#link.ask(work);
  }
}
