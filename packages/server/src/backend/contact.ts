import type { FastifyBaseLogger } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Awaitable } from '../awaitable.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import type { Revocation } from '../revocation/revocations.ts';
import type { Timer } from '../timer.ts';
import { type Backend, BackendError } from './backend.ts';
import { Backoff } from './backoff.ts';

export interface ContactParts {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: FastifyBaseLogger;
}

const answerSchema = Type.Object({
  revocations: Type.Array(
    Type.Object({
      user: Type.String({ minLength: 1 }),
      sid: Type.Optional(Type.String()),
      channel: Type.Optional(Type.String()),
      mode: Type.Union([Type.Literal('end'), Type.Literal('refresh')]),
      at: Type.Number({ minimum: 0 }),
    }),
  ),
  last: Type.Integer({ minimum: 0 }),
  more: Type.Optional(Type.Boolean()),
  waiting: Type.Optional(Type.Integer({ minimum: 0 })),
});

/**
 * Keeps in touch with Drupal: fetches the revocations that it could not deliver, and has it send the messages that
 * wait there.
 *
 * Drupal tells each revocation at once; this is for those that were told while the server was away. Until they are
 * known no token can be trusted.
 */
export class Contact {
  readonly #parts: ContactParts;
  readonly #backoff: Backoff;
  #isKnown = false;
  #asking: Promise<unknown> | undefined;
  #last = 0;
  #flushAfter = 0;
  #timer: Timer | undefined;
  #revoke: ((revocation: Revocation) => Promise<unknown>) | undefined;

  constructor(parts: ContactParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.limits.backendRetryMs);
  }

  /** Whether every revocation is known that Drupal has; waits for its answer if it was asked already. */
  isCurrent(): Awaitable<boolean> {
    return this.#isKnown || (this.#asking?.then(() => this.#isKnown) ?? false);
  }

  start(revoke: (revocation: Revocation) => Promise<unknown>): void {
    this.#revoke = revoke;
    this.#keep();
  }

  stop(): void {
    this.#revoke = undefined;
    this.#timer?.cancel();
  }

  /** Drupal was seen to answer: who waits after a failure need not wait any longer. */
  answers(): void {
    if (this.#revoke !== undefined && !this.#isKnown && this.#timer !== undefined) {
      this.#timer.cancel();
      this.#keep();
    }
  }

  async #keep(): Promise<void> {
    const { clock, limits } = this.#parts;
    this.#timer = undefined;
    const wasKnown = this.#isKnown;
    const asking = this.#ask();
    this.#asking = asking;
    const waiting = await asking;
    if (waiting !== undefined && (!wasKnown || (waiting > 0 && clock.now() >= this.#flushAfter))) {
      this.#flushAfter = clock.now() + limits.flushIntervalMs;
      await this.#flush();
    }
    if (this.#revoke !== undefined) {
      const delayMs = waiting === undefined ? this.#backoff.next() : limits.revocationPullMs;
      this.#timer = clock.schedule(delayMs, () => this.#keep());
    }
  }

  /** Returns how many messages wait at Drupal, nothing when it didn't answer. */
  async #ask(): Promise<number | undefined> {
    try {
      const waiting = await this.#pull();
      this.#isKnown = true;
      this.#backoff.succeeded();
      return waiting;
    } catch (error) {
      const reason = (error as Error).message;
      this.#parts.log.warn(
        { reason },
        'Drupal can’t be asked for revocations: no token is taken until it can',
      );
      this.#isKnown = false;
      return undefined;
    }
  }

  async #pull(): Promise<number> {
    for (;;) {
      const answer = await this.#parts.backend.get(`/nodejs/revocations?since=${this.#last}`);
      if (!Value.Check(answerSchema, answer)) {
        throw new BackendError(200, 'expected {revocations, last}, got something else');
      }
      for (const revocation of answer.revocations) {
        await this.#revoke?.(revocation);
      }
      const isStuck = this.#last === answer.last;
      this.#last = answer.last;
      if (!answer.more || isStuck) {
        return answer.waiting ?? 0;
      }
    }
  }

  async #flush(): Promise<void> {
    const { backend, log } = this.#parts;
    try {
      await backend.post('/nodejs/flush', '{}');
    } catch (error) {
      log.warn({ reason: (error as Error).message }, 'Drupal could not be asked to send what waits');
    }
  }
}
