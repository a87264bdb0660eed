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
} from '@drupal-nodejs/server';
import type { FastifyBaseLogger } from 'fastify';
import type { Keys } from '../keys.ts';
import type { Link } from '../store/link.ts';
import type { Store } from '../store/store.ts';
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
}

/** A channel's position outlives its last use by this many times its retention, as in memory, but at least this long. */
const metaLives = 10;
const shortestLifeMs = 300_000;
/** Pause between two renewals of the positions of channels that are heard. */
const renewMs = 60_000;

/** Broker in Redis, shared by all servers of a site. */
export class RedisBroker implements Broker {
  readonly #parts: RedisBrokerParts;
  /** Heard channels that have a stream. */
  readonly #followed = new Map<string, Retention>();
  /** By what Redis calls them. */
  readonly #channels = new Map<string, string>();
  #cancelRenewal: () => void;

  constructor(parts: RedisBrokerParts) {
    this.#parts = parts;
    this.#cancelRenewal = parts.clock.schedule(renewMs, () => this.#renew());
    parts.store.onResumed((names, link) => this.#resumed(names, link));
  }

  async publish(
    channel: string,
    publication: NewPublication,
    { retention, idempotencyKey, version }: PublishOptions,
  ): Promise<StreamPosition> {
    const { store, keys, uniqueId, idempotencyWindowMs } = this.#parts;
    if (retention.size > 0) {
      this.#follow(channel, retention);
    }
    const names = [keys.meta(channel), keys.list(channel)];
    const { value } = await store.run(
      publish,
      idempotencyKey === undefined ? names : [...names, keys.published(channel, idempotencyKey)],
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
    const [offset, epoch] = value as [number, string];
    return { epoch, offset };
  }

  async history(channel: string, filter: HistoryFilter, retention: Retention): Promise<StreamSlice> {
    this.#follow(channel, retention);
    const { store, keys, uniqueId } = this.#parts;
    const { value } = await store.run(
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
    const [epoch, offset, first, start, entries] = value as [string, number, number, number, string[]];
    const publications = entries.map((entry, n) => ({
      offset: start + n,
      ...fromBody(entry.slice(entry.indexOf(' ') + 1)),
    }));
    return {
      position: { epoch, offset },
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
    this.#channels.delete(name);
    this.#parts.store.unlisten(name);
  }

  close(): void {
    this.#cancelRenewal();
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
    const { keys, sink, uniqueId } = this.#parts;
    const positions = await Promise.all(
      names.flatMap((name) => {
        const channel = this.#channels.get(name);
        const retention = channel === undefined ? undefined : this.#followed.get(channel);
        if (channel === undefined || retention === undefined) {
          return [];
        }
        const args = [uniqueId(), 0, '', '', retention.ttlMs, life(retention)];
        return link
          .run(history, [keys.meta(channel), keys.list(channel)], args)
          .then((value) => [channel, value as [string, number]] as const);
      }),
    );
    await link.caughtUp();
    for (const [channel, [epoch, offset]] of positions) {
      sink.stands(channel, { epoch, offset });
    }
  }

  /** Keeps the positions of heard channels from being forgotten; one that is gone all the same is a state lost. */
  #renew(): void {
    const { store, keys, sink, clock, log } = this.#parts;
    this.#cancelRenewal = clock.schedule(renewMs, () => this.#renew());
    for (const [channel, retention] of this.#followed) {
      if (!sink.isHeard(channel)) {
        this.#followed.delete(channel);
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
