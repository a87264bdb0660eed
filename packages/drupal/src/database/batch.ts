import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';

/** Reads what is found under keys; keys without an entry were not found. */
export type ReadAll<Key, Value> = (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;

/** What else a batch is told. */
export interface BatchOptions<Key, Value> {
  /**
   * Milliseconds that the first of a crowd waits at most for the others; 0 where a steady flow is no crowd: it would
   * have everybody wait that long, always. @default 200
   */
  readonly longestWaitMs?: number;
  /** Reads one key without waiting; null: it isn't there, undefined: that can't be told now. */
  readonly readNow?: (key: Key) => Value | null | undefined;
}

/** So many keys in one statement are a crowd, and the next may be one too. */
const CROWD = 16;
/** A crowd has arrived when nobody new asked for so long. */
const QUIET_MS = 10;
/** Milliseconds that the first of a crowd waits at most for the others. */
const LONGEST_WAIT_MS = 200;

/**
 * Gathers what is asked for in one turn of the event loop, and while a statement is under way, into one statement.
 *
 * After a crowd the next statement waits for as long as more come: visitors who all reconnect after a cut do so
 * over some seconds, and else each few of them were a statement. Where less goes on nobody waits, and the first of a
 * turn is answered at once by a database that can.
 *
 * Whoever asks gets what was read after they asked, never an answer that was already on its way.
 */
export class Batch<Key, Value> {
  readonly #size: number;
  readonly #readAll: ReadAll<Key, Value>;
  readonly #longestWaitMs: number;
  readonly #readNow: BatchOptions<Key, Value>['readNow'];
  readonly #waiting = new Map<Key, PromiseWithResolvers<Value | undefined>>();
  #isUnderWay = false;
  #lastSize = 0;

  /** @param size keys in one statement at most */
  constructor(
    size: number,
    readAll: ReadAll<Key, Value>,
    { longestWaitMs = LONGEST_WAIT_MS, readNow }: BatchOptions<Key, Value> = {},
  ) {
    this.#size = size;
    this.#readAll = readAll;
    this.#longestWaitMs = longestWaitMs;
    this.#readNow = readNow;
  }

  /** Rejects for all of a statement's keys when it fails; throws when that of one key does. */
  read(key: Key): Value | undefined | Promise<Value | undefined> {
    const known = this.#waiting.get(key);
    if (known) return known.promise;
    if (!this.#isUnderWay) {
      this.#isUnderWay = true;
      setImmediate(() => this.#work());
      const found = this.#readNow?.(key);
      if (found !== undefined) return found ?? undefined;
    }
    const asked = Promise.withResolvers<Value | undefined>();
    this.#waiting.set(key, asked);
    return asked.promise;
  }

  async #work(): Promise<void> {
    if (this.#waiting.size === 0) this.#lastSize = 0;
    while (this.#waiting.size > 0) {
      if (this.#lastSize >= CROWD) await this.#gather();
      const taken = [...this.#waiting].slice(0, this.#size);
      for (const [key] of taken) this.#waiting.delete(key);
      this.#lastSize = taken.length;
      try {
        const keys = taken.map(([key]) => key);
        const found = this.#readAlone(keys) ?? (await this.#readAll(keys));
        for (const [key, { resolve }] of taken) resolve(found.get(key));
      } catch (error) {
        for (const [, { reject }] of taken) reject(error);
      }
    }
    this.#isUnderWay = false;
  }

  #readAlone([key, ...others]: readonly Key[]): ReadonlyMap<Key, Value> | undefined {
    if (key === undefined || others.length > 0) return undefined;
    const found = this.#readNow?.(key);
    return found === undefined ? undefined : new Map(found === null ? [] : [[key, found]]);
  }

  async #gather(): Promise<void> {
    const until = performance.now() + this.#longestWaitMs;
    let size = 0;
    while (size < this.#waiting.size && this.#waiting.size < this.#size && performance.now() < until) {
      size = this.#waiting.size;
      await delay(QUIET_MS);
      // In a busy process the time is over before those are read who came meanwhile.
      await nextTurn();
    }
  }
}
