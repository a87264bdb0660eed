import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../clock.ts';
import type { BackendEvent, EventBatch, EventQueue } from '../events/event-queue.ts';
import type { Limits } from '../limits.ts';
import type { Timer } from '../timer.ts';
import { type Backend, BackendError } from './backend.ts';
import { Backoff } from './backoff.ts';

export interface EventDeliveryParts {
  readonly backend: Backend;
  readonly queue: EventQueue;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: FastifyBaseLogger;
}

/** What became of a try. */
interface Outcome {
  readonly isDelivered: boolean;
  /** When there is something to do again; absent where nothing waits. */
  readonly againMs?: number;
  /** Whether another server is at it. */
  readonly isElsewhere?: boolean;
}

/** Sent again these would be refused again. */
const hopeless = new Set([400, 413, 422]);

/** How much longer a batch stays this server's than Drupal has for its answer. */
const holdMs = 2_000;

/** Delivers events to Drupal, many at a time, one batch after the other; what it doesn't take is sent again. */
export class EventDelivery {
  readonly #parts: EventDeliveryParts;
  readonly #backoff: Backoff;
  #sending: Promise<void> | undefined;
  #timer: Timer | undefined;
  /** Whether the pause is for another server's sake. */
  #isElsewhere = false;
  /** Whether something came while it was sending. */
  #hasNews = false;
  #isStopped = false;

  constructor(parts: EventDeliveryParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.limits.backendRetryMs);
    parts.queue.onWaiting(() => this.#sendIn(parts.limits.eventDelayMs));
  }

  add(event: BackendEvent): void {
    const { queue, limits } = this.#parts;
    queue.add(event, limits.events);
    if (this.#isElsewhere) {
      this.#pauseNoMore();
    }
    this.#sendIn(limits.eventDelayMs);
  }

  toRecord(): unknown {
    return this.#parts.queue.toRecord();
  }

  /** Goes on with what another process had to tell. */
  load(record: unknown): void {
    this.#parts.queue.load(record);
    this.#sendIn(this.#parts.limits.eventDelayMs);
  }

  /** Forgets what another process goes on with. */
  moved(): void {
    this.#parts.queue.moved();
  }

  /** Tries once more to deliver what waits, for a while. */
  async stop(withinMs: number): Promise<void> {
    const { clock } = this.#parts;
    const until = clock.now() + withinMs;
    await this.#sending;
    this.#isStopped = true;
    this.#pauseNoMore();
    let outcome: Outcome = { isDelivered: true, againMs: 0 };
    while (outcome.isDelivered && outcome.againMs !== undefined && clock.now() < until) {
      outcome = await this.#deliver(Math.ceil(until - clock.now()));
    }
  }

  #sendIn(delayMs: number): void {
    this.#hasNews = true;
    if (this.#timer !== undefined || this.#sending !== undefined || this.#isStopped) {
      return;
    }
    this.#timer = this.#parts.clock.schedule(delayMs, () => {
      this.#timer = undefined;
      this.#isElsewhere = false;
      this.#hasNews = false;
      this.#sending = this.#deliver().then(({ againMs, isElsewhere = false }) => {
        this.#sending = undefined;
        const nextMs = againMs === undefined || isElsewhere ? this.#soon(againMs) : againMs;
        if (nextMs !== undefined) {
          this.#isElsewhere = isElsewhere;
          this.#sendIn(nextMs);
        }
      });
    });
  }

  /** When to look again: soon where something came meanwhile. */
  #soon(otherwiseMs: number | undefined): number | undefined {
    return this.#hasNews ? this.#parts.limits.eventDelayMs : otherwiseMs;
  }

  #pauseNoMore(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isElsewhere = false;
  }

  async #deliver(timeoutMs = this.#parts.limits.backendTimeoutMs): Promise<Outcome> {
    const { queue, limits, log } = this.#parts;
    try {
      const batch = await queue.take(limits.eventBatch, timeoutMs + holdMs);
      if (batch === undefined) {
        return { isDelivered: true };
      }
      if ('heldMs' in batch) {
        return { isDelivered: false, againMs: batch.heldMs, isElsewhere: true };
      }
      const status = await this.#post(batch, timeoutMs);
      if (status !== undefined && !hopeless.has(status)) {
        return { isDelivered: false, againMs: this.#backoff.next() };
      }
      this.#backoff.succeeded();
      const waiting = await queue.done(batch.id, status !== undefined);
      if (waiting === 0) {
        return { isDelivered: true };
      }
      return { isDelivered: true, againMs: waiting < limits.eventBatch ? limits.eventDelayMs : 0 };
    } catch (error) {
      log.warn({ reason: (error as Error).message }, 'events for Drupal can’t be got at: they wait');
      return { isDelivered: false, againMs: this.#backoff.next() };
    }
  }

  /** Returns the status of a refusal, 0 where there was no answer. */
  async #post(batch: EventBatch, timeoutMs: number): Promise<number | undefined> {
    try {
      await this.#parts.backend.post('/nodejs/events', JSON.stringify(batch), timeoutMs);
      return undefined;
    } catch (error) {
      const { status, message } =
        error instanceof BackendError ? error : { status: 0, message: String(error) };
      this.#parts.log.warn(
        { status, reason: message, events: batch.events.length },
        'Drupal did not take events',
      );
      return status;
    }
  }
}
