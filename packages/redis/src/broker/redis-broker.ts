import type { StreamPosition } from '@drupal-nodejs/protocol';
import type {
  Announcement,
  Broker,
  Clock,
  HistoryFilter,
  NewPublication,
  PublicationSink,
  PublishOptions,
  Retention,
  StreamSlice,
  Timer,
} from '@drupal-nodejs/server';
import type { FastifyBaseLogger } from 'fastify';
import type { Keys } from '../keys.ts';
import type { Link } from '../store/link.ts';
import type { Store } from '../store/store.ts';
import { Unavailable } from '../store/unavailable.ts';
import { Acknowledged } from './acknowledged.ts';
import { type Past, toPast, toPosition } from './answers.ts';
import { fromBody, fromMessage, toBody, toMessage } from './message.ts';
import { history, publish } from './scripts.ts';

export interface RedisBrokerParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly sink: PublicationSink;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  /** Makes a text that no earlier call returned, on any server: the beginnings of epochs. */
  readonly uniqueId: () => string;
  readonly idempotencyWindowMs: number;
  /** Replicas that must have a publication before it is acknowledged. */
  readonly replicas: number;
  /** Told of acknowledged publications that are gone. */
  readonly lost: (publications: number) => void;
}

/** A channel's position outlives its last use by this many times its retention, as in memory, but at least this long. */
const metaLives = 10;
const shortestLifeMs = 300_000;
/** Where a channel stands that can't be read. */
const nowhere: StreamPosition = { epoch: '', offset: 0 };
/** Pause between two renewals of the positions of channels that are heard. */
const renewMs = 60_000;

/** Broker in Redis, shared by all servers of a site. */
export class RedisBroker implements Broker {
  readonly #parts: RedisBrokerParts;
  /** Heard channels that have a stream. */
  readonly #followed = new Map<string, Retention>();
  /** Newest publication that was pushed, or up to which all was, by followed channel. */
  readonly #newest = new Map<string, StreamPosition>();
  readonly #acknowledged = new Acknowledged();
  /** By what Redis calls them. */
  readonly #channels = new Map<string, string>();
  #nextRenewal: Timer;

  constructor(parts: RedisBrokerParts) {
    this.#parts = parts;
    this.#nextRenewal = parts.clock.schedule(renewMs, () => this.#renew());
    parts.store.onResumed((names, link) => this.#resumed(names, link));
  }

  async publish(
    channel: string,
    publication: NewPublication,
    { retention, idempotencyKey, version }: PublishOptions,
  ): Promise<StreamPosition> {
    const { store, keys, uniqueId, idempotencyWindowMs, replicas } = this.#parts;
    if (retention.size > 0) {
      this.#follow(channel, retention);
    }
    const names = [keys.meta(channel), keys.list(channel)];
    // Redis keeps nothing for no time at all: it would refuse, when the publication is kept already.
    const isRemembered = idempotencyKey !== undefined && idempotencyWindowMs > 0;
    const { value, link } = await store.run(
      publish,
      isRemembered ? [...names, keys.published(channel, idempotencyKey)] : names,
      [
        uniqueId(),
        keys.pushes(channel),
        toBody(publication),
        retention.size,
        retention.ttlMs,
        life(retention),
        idempotencyWindowMs,
        version?.number ?? 0,
        version?.epoch ?? '',
      ],
    );
    const position = toPosition(value);
    if (replicas > 0) {
      await link.replicated(replicas);
    }
    if (position.offset > 0) {
      this.#acknowledge(channel, position, retention);
    }
    return position;
  }

  async history(channel: string, filter: HistoryFilter, retention: Retention): Promise<StreamSlice> {
    this.#follow(channel, retention);
    const { store, keys, uniqueId } = this.#parts;
    const { value, link } = await store.run(
      history,
      [keys.meta(channel), keys.list(channel)],
      [
        uniqueId(),
        filter.limit,
        filter.since ?? '',
        filter.reverse ? '1' : '',
        retention.ttlMs,
        life(retention),
      ],
    );
    const { position, first, start, entries } = toPast(value);
    await this.#handedOn(channel, position, link);
    const publications = entries.map((entry, n) => ({
      offset: start + n,
      ...fromBody(entry.slice(entry.indexOf(' ') + 1)),
    }));
    return {
      position,
      first,
      publications: filter.reverse ? publications.reverse() : publications,
    };
  }

  async removeHistory(channel: string): Promise<void> {
    const key = this.#parts.keys.list(channel);
    await this.#parts.store.command(key, ['DEL', key]);
  }

  async announce(channel: string, announcement: Announcement): Promise<void> {
    const name = this.#parts.keys.pushes(channel);
    await this.#parts.store.command(name, ['SPUBLISH', name, toMessage(announcement)]);
  }

  listen(channel: string): Promise<void> {
    const { store, keys } = this.#parts;
    const name = keys.pushes(channel);
    this.#channels.set(name, channel);
    return store.listen(name, (message) => this.#hear(channel, message));
  }

  unlisten(channel: string): void {
    const name = this.#parts.keys.pushes(channel);
    this.#followed.delete(channel);
    this.#newest.delete(channel);
    this.#channels.delete(name);
    this.#parts.store.unlisten(name);
  }

  /** Counts what is gone with the Redis that was there before. */
  async linked(link: Link, isThere: (key: string) => boolean): Promise<void> {
    const { keys, clock } = this.#parts;
    const changed = [...this.#acknowledged.of(link.generation)].filter(([channel]) =>
      isThere(keys.meta(channel)),
    );
    const lost = await Promise.all(
      changed.map(async ([channel, retention]) => {
        const past = await this.#read(link, channel, retention);
        // What can't be read is none of ours any more.
        const [epoch, began] = past === undefined ? ['', 0] : [past.position.epoch, past.began];
        return this.#acknowledged.settle(channel, epoch, began, clock.now());
      }),
    );
    this.#count(lost.reduce((sum, count) => sum + count, 0));
  }

  close(): void {
    this.#nextRenewal.cancel();
  }

  #acknowledge(channel: string, { epoch, offset }: StreamPosition, retention: Retention): void {
    const known = this.#acknowledged.epochOf(channel);
    const now = this.#parts.clock.now();
    if (known !== undefined && known !== epoch) {
      // No generation began: the channel itself was evicted.
      this.#count(this.#acknowledged.settle(channel, epoch, offset - 1, now));
    }
    this.#acknowledged.add(channel, epoch, offset, retention, now);
  }

  #count(lost: number): void {
    if (lost > 0) {
      this.#parts.lost(lost);
    }
  }

  /** What is read comes by another way than what is pushed: whoever is told a position must not be handed it again. */
  async #handedOn(channel: string, { epoch, offset }: StreamPosition, link: Link): Promise<void> {
    const newest = this.#newest.get(channel);
    const isBehind = newest?.epoch !== epoch || newest.offset < offset;
    if (offset > 0 && isBehind && this.#followed.has(channel)) {
      await link.caughtUp();
      this.#newest.set(channel, { epoch, offset });
    }
  }

  #follow(channel: string, retention: Retention): void {
    if (this.#parts.sink.isHeard(channel)) {
      this.#followed.set(channel, retention);
    }
  }

  #hear(channel: string, text: string): void {
    try {
      const message = fromMessage(text);
      if ('publication' in message) {
        const { epoch, publication } = message;
        if (epoch !== undefined && this.#followed.has(channel)) {
          this.#newest.set(channel, { epoch, offset: publication.offset ?? 0 });
        }
        this.#parts.sink.publication(channel, message.publication, message.epoch);
      } else if (message.announcement === 'join') {
        this.#parts.sink.announcement(channel, { channel, join: { info: message.info } });
      } else {
        this.#parts.sink.announcement(channel, { channel, leave: { info: message.info } });
      }
    } catch (error) {
      this.#parts.log.error(
        { channel, reason: (error as Error).message },
        'Redis pushed what no server sends',
      );
    }
  }

  /** What was published while nothing came shows by where the stream stands. */
  async #resumed(names: readonly string[], link: Link): Promise<void> {
    const { sink } = this.#parts;
    const positions = await Promise.all(
      names.flatMap((name) => {
        const channel = this.#channels.get(name);
        const retention = channel === undefined ? undefined : this.#followed.get(channel);
        return channel === undefined || retention === undefined
          ? []
          : [this.#read(link, channel, retention).then((read) => [channel, read] as const)];
      }),
    );
    await link.caughtUp();
    for (const [channel, past] of positions) {
      sink.stands(channel, past?.position ?? nowhere);
    }
  }

  /** Reads where a channel stands; nothing where somebody else's keys have its names, which must hold up no other. */
  async #read(link: Link, channel: string, retention: Retention): Promise<Past | undefined> {
    const { keys, uniqueId, log } = this.#parts;
    const args = [uniqueId(), 0, '', '', retention.ttlMs, life(retention)];
    try {
      return toPast(await link.run(history, [keys.meta(channel), keys.list(channel)], args));
    } catch (error) {
      if (error instanceof Unavailable) {
        throw error;
      }
      log.error({ channel, reason: (error as Error).message }, 'Redis holds what no server wrote');
      return undefined;
    }
  }

  /** Keeps the positions of heard channels from being forgotten; one that is gone all the same is a state lost. */
  #renew(): void {
    const { store, keys, sink, clock, log } = this.#parts;
    this.#nextRenewal = clock.schedule(renewMs, () => this.#renew());
    for (const [channel, retention] of this.#followed) {
      if (!sink.isHeard(channel)) {
        this.#followed.delete(channel);
        this.#newest.delete(channel);
        continue;
      }
      const key = keys.meta(channel);
      store.command(key, ['PEXPIRE', key, String(life(retention))]).catch((error: Error) => {
        log.warn({ channel, reason: error.message }, 'a position could not be renewed');
      });
    }
  }
}

function life({ ttlMs }: Retention): number {
  return Math.max(ttlMs * metaLives, shortestLifeMs);
}
