import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import { type Backend, BackendError } from './backend.ts';
import { Backoff } from './backoff.ts';

/** One thing that happened, as Drupal is told. */
export interface BackendEvent {
  readonly type: string;
  /** Seconds since 1970, with a fraction. */
  readonly at: number;
}

interface Batch {
  readonly id: string;
  readonly events: readonly BackendEvent[];
  readonly lost: number;
}

/** What an {@link EventQueue} leaves to the process after it. */
export interface EventQueueRecord {
  readonly server: string;
  readonly waiting: readonly BackendEvent[];
  readonly lost: number;
  readonly batch?: Batch;
}

export interface EventQueueParts {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: FastifyBaseLogger;
  /** Names all servers that count together who is online; absent where this one counts alone. */
  readonly group?: string | undefined;
}

/** Sent again these would be refused again. */
const hopeless = new Set([400, 413, 422]);

/**
 * Delivers events in their order, many at a time, one batch after the other.
 *
 * A batch is sent again with the same id until Drupal took it. While Drupal is away a bounded number of events waits;
 * the oldest go first, and the next batch says how many were lost.
 */
export class EventQueue {
  readonly #parts: EventQueueParts;
  readonly #backoff: Backoff;
  // Names the server as long as its connections live: with another one, what an earlier one told of them is over.
  #server: string;
  #waiting: BackendEvent[] = [];
  #lost = 0;
  #batch: Batch | undefined;
  #sending: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #isStopped = false;

  constructor(parts: EventQueueParts) {
    this.#parts = parts;
    this.#server = parts.group ?? randomUUID();
    this.#backoff = new Backoff(parts.limits.backendRetryMs);
  }

  add(event: BackendEvent): void {
    if (this.#waiting.length >= this.#parts.limits.events) {
      this.#waiting.shift();
      this.#lost += 1;
    }
    this.#waiting.push(event);
    this.#sendIn(this.#parts.limits.eventDelayMs);
  }

  toRecord(): EventQueueRecord {
    return {
      server: this.#server,
      waiting: this.#waiting,
      lost: this.#lost,
      // Perhaps Drupal is just taking it: its id tells Drupal that it comes again.
      ...(this.#batch === undefined ? {} : { batch: this.#batch }),
    };
  }

  /** Goes on with what another process had to tell. */
  load({ server, waiting, lost, batch }: EventQueueRecord): void {
    this.#server = server;
    this.#waiting = [...waiting, ...this.#waiting];
    this.#lost += lost;
    this.#batch = batch;
    this.#sendIn(this.#parts.limits.eventDelayMs);
  }

  /** Forgets what another process goes on with. */
  moved(): void {
    this.#waiting = [];
    this.#lost = 0;
    this.#batch = undefined;
  }

  /** Tries once more to deliver what waits, for a while. */
  async stop(withinMs: number): Promise<void> {
    const { clock } = this.#parts;
    const until = clock.now() + withinMs;
    await this.#sending;
    this.#isStopped = true;
    this.#cancel?.();
    let isDelivered = true;
    while (isDelivered && this.#takeBatch() !== undefined && clock.now() < until) {
      isDelivered = await this.#send(Math.ceil(until - clock.now()));
    }
  }

  #sendIn(delayMs: number): void {
    if (this.#cancel !== undefined || this.#sending !== undefined || this.#isStopped) {
      return;
    }
    this.#cancel = this.#parts.clock.schedule(delayMs, () => {
      this.#cancel = undefined;
      this.#sending = this.#send().then((isDelivered) => {
        this.#sending = undefined;
        if (!isDelivered) {
          this.#sendIn(this.#backoff.next());
        } else if (this.#waiting.length > 0) {
          this.#sendIn(this.#parts.limits.eventDelayMs);
        }
      });
    });
  }

  async #send(timeoutMs?: number): Promise<boolean> {
    const batch = this.#takeBatch();
    if (batch === undefined) {
      return true;
    }
    const { backend, log } = this.#parts;
    try {
      const body = JSON.stringify({ server: this.#server, ...batch });
      await backend.post('/nodejs/events', body, timeoutMs);
    } catch (error) {
      const { status, message } =
        error instanceof BackendError ? error : { status: 0, message: String(error) };
      log.warn({ status, reason: message, events: batch.events.length }, 'Drupal did not take events');
      if (!hopeless.has(status)) {
        return false;
      }
      this.#lost += batch.events.length;
    }
    this.#backoff.succeeded();
    this.#batch = undefined;
    return true;
  }

  #takeBatch(): Batch | undefined {
    if (this.#batch === undefined && this.#waiting.length > 0) {
      const events = this.#waiting.splice(0, this.#parts.limits.eventBatch);
      this.#batch = { id: randomUUID(), events, lost: this.#lost };
      this.#lost = 0;
    }
    return this.#batch;
  }
}
