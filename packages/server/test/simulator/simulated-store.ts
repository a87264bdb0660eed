import type { ClientInfo, StreamPosition } from '@drupal-nodejs/protocol';
import type {
  Announcement,
  Broker,
  HistoryFilter,
  NewPublication,
  PublishOptions,
  Retention,
  StreamSlice,
} from '../../src/broker/broker.ts';
import type { Clock } from '../../src/clock.ts';
import type { Presence, PresenceStats } from '../../src/presence/presence.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';

/** The way to a store: what is asked arrives in the order in which it was asked, after a while; so do the answers. */
export class StoreWay {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #mostMs: number;
  #arrivesAt = 0;
  #answeredAt = 0;

  constructor(clock: Clock, random: Random, mostMs: number) {
    this.#clock = clock;
    this.#random = random;
    this.#mostMs = mostMs;
  }

  async ask<T>(work: () => Promise<T>): Promise<T> {
    if (this.#mostMs === 0) {
      return work();
    }
    this.#arrivesAt = Math.max(this.#arrivesAt, this.#clock.now() + this.#random.next() * this.#mostMs);
    await this.#until(this.#arrivesAt);
    const answer = await work();
    this.#answeredAt = Math.max(this.#answeredAt, this.#clock.now() + this.#random.next() * this.#mostMs);
    await this.#until(this.#answeredAt);
    return answer;
  }

  #until(time: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.schedule(time - this.#clock.now(), resolve);
    });
  }
}

/** A broker at the end of a way; the ledger learns what was read there, and when. */
export class DistantBroker implements Broker {
  readonly #broker: Broker;
  readonly #way: StoreWay;
  readonly #ledger: Ledger;
  readonly #clock: Clock;

  constructor(broker: Broker, way: StoreWay, ledger: Ledger, clock: Clock) {
    this.#broker = broker;
    this.#way = way;
    this.#ledger = ledger;
    this.#clock = clock;
  }

  publish(channel: string, publication: NewPublication, options: PublishOptions): Promise<StreamPosition> {
    return this.#way.ask(async () => this.#broker.publish(channel, publication, options));
  }

  history(channel: string, filter: HistoryFilter, retention: Retention): Promise<StreamSlice> {
    return this.#way.ask(async () => {
      const found = this.#ledger.read(channel, this.#clock.now());
      const slice = await this.#broker.history(channel, filter, retention);
      found(slice.position.epoch);
      return slice;
    });
  }

  removeHistory(channel: string): Promise<void> {
    return this.#way.ask(() => {
      this.#ledger.removed(channel);
      return this.#broker.removeHistory(channel);
    });
  }

  announce(channel: string, announcement: Announcement): Promise<void> {
    return this.#broker.announce(channel, announcement);
  }

  listen(channel: string): Promise<void> {
    return this.#way.ask(async () => this.#broker.listen(channel));
  }

  unlisten(channel: string): void {
    this.#broker.unlisten(channel);
  }
}

/** Presence at the end of a way. */
export class DistantPresence implements Presence {
  readonly #presence: Presence;
  readonly #way: StoreWay;

  constructor(presence: Presence, way: StoreWay) {
    this.#presence = presence;
    this.#way = way;
  }

  add(channel: string, info: ClientInfo): Promise<void> {
    return this.#way.ask(() => this.#presence.add(channel, info));
  }

  remove(channel: string, client: string): Promise<void> {
    return this.#way.ask(() => this.#presence.remove(channel, client));
  }

  list(channel: string): Promise<ReadonlyMap<string, ClientInfo>> {
    return this.#presence.list(channel);
  }

  stats(channel: string): Promise<PresenceStats> {
    return this.#presence.stats(channel);
  }
}
