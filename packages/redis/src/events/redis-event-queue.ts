import { randomUUID } from 'node:crypto';
import type { BackendEvent, EventBatch, EventQueue, HeldBatch } from '@drupal-nodejs/server';
import type { FastifyBaseLogger } from 'fastify';
import type { Keys } from '../keys.ts';
import type { Store } from '../store/store.ts';
import { add, done, take } from './scripts.ts';

export interface RedisEventQueueParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly log: FastifyBaseLogger;
  /** Names this server. */
  readonly server: string;
  /** Names all servers together, which is what Drupal is told. */
  readonly group: string;
}

/** Events in one step of Redis, so that it can do something else in between. */
const sliceSize = 500;

/** Events that wait in Redis: what a server saw is told by another one where it has ended. */
export class RedisEventQueue implements EventQueue {
  readonly #parts: RedisEventQueueParts;
  readonly #waiting: string;
  readonly #state: string;
  readonly #batch: string;
  readonly #newest: string;
  /** Not in Redis yet, as far as is known. */
  readonly #unsent: string[] = [];
  /** Number of the first of those. */
  #first = 1;
  #most = 1;
  #lost = 0;
  #sending: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(parts: RedisEventQueueParts) {
    const { keys, server } = parts;
    this.#parts = parts;
    this.#waiting = keys.one('events');
    this.#state = keys.one('events:state');
    this.#batch = keys.one('events:batch');
    this.#newest = keys.one(`events:from:${server}`);
  }

  add(event: BackendEvent, most: number): void {
    this.#most = most;
    while (this.#unsent.length >= most) {
      this.#forget(1);
      this.#lost += 1;
    }
    // At once: what this server saw must outlive it.
    if (this.#unsent.push(JSON.stringify(event)) === 1) {
      queueMicrotask(() =>
        this.flush().catch((error: Error) => {
          this.#parts.log.warn({ reason: error.message }, 'events for Drupal wait for Redis');
        }),
      );
    }
  }

  async take(size: number, holdMs: number): Promise<EventBatch | HeldBatch | undefined> {
    await this.flush();
    const { store, server, group } = this.#parts;
    const args = [server, holdMs, size, randomUUID()];
    const { value } = await store.run(take, [this.#waiting, this.#state, this.#batch], args);
    const [id, lost = 0, texts = []] = value as [id?: string, lost?: number, texts?: string[]];
    if (id === undefined) {
      return undefined;
    }
    if (id === '') {
      return { heldMs: lost };
    }
    const events = texts.flatMap((text) => this.#read(text));
    return { server: group, id, lost: lost + texts.length - events.length, events };
  }

  async done(id: string, isLost: boolean): Promise<number> {
    const { value } = await this.#parts.store.run(
      done,
      [this.#waiting, this.#state, this.#batch],
      [id, isLost ? '1' : ''],
    );
    return Number(value);
  }

  onWaiting(wake: () => void): void {
    this.#wake = wake;
  }

  /** Looks for events that nobody delivers: those of a server that has ended, or that Redis kept for all of them. */
  async confirm(): Promise<void> {
    if (this.#wake !== undefined) {
      const names = [this.#waiting, this.#batch];
      if (
        this.#unsent.length > 0 ||
        Number(await this.#parts.store.command(this.#waiting, ['EXISTS', ...names])) > 0
      ) {
        this.#wake();
      }
    }
  }

  /** Nothing: it is in Redis, where the next process finds it. */
  toRecord(): undefined {
    return undefined;
  }

  load(): void {}

  moved(): void {}

  /** Resolves when Redis has all that was added. @throws Unavailable */
  flush(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  /** What may have come already is sent again, and known by its number. */
  async #sendAll(): Promise<void> {
    const names = [this.#waiting, this.#state, this.#newest];
    while (this.#unsent.length > 0) {
      const [first, lost, some] = [this.#first, this.#lost, this.#unsent.slice(0, sliceSize)];
      await this.#parts.store.run(add, names, [first, this.#most, lost, ...some]);
      this.#lost -= lost;
      // The oldest of them may have gone meanwhile.
      this.#forget(first + some.length - this.#first);
    }
  }

  #forget(count: number): void {
    if (count > 0) {
      this.#unsent.splice(0, count);
      this.#first += count;
    }
  }

  /** Whoever can write to Redis must still not be able to hold up what others have to tell. */
  #read(text: string): BackendEvent[] {
    try {
      return [JSON.parse(text) as BackendEvent];
    } catch {
      this.#parts.log.error('Redis holds an event that no server wrote');
      return [];
    }
  }
}
