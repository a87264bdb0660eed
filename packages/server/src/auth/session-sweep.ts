import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Revocation } from '../revocation/revocations.ts';
import type { Timer } from '../timer.ts';
import type { Authenticator } from './authenticator.ts';

/** A connection, as far as a sweep cares. */
export interface Guest {
  readonly user: string;
  readonly sid: string | undefined;
  /** Absent where no log-in let it in. */
  readonly login: object | undefined;
  close(reason: Disconnect): void;
}

export interface SessionSweepOptions {
  readonly guests: () => Iterable<Guest>;
  readonly review: NonNullable<Authenticator['review']>;
  readonly revoke: (mark: Revocation) => Promise<unknown>;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly graceMs: number;
  readonly log: FastifyBaseLogger;
}

/**
 * Looks whether the log-ins of live connections still hold, for whatever ends them without a word: drush, a module,
 * PHP's collector of sessions.
 *
 * What Drupal tells reaches connections in milliseconds; what it doesn't, within an interval. Where that can't be
 * found out for longer than the grace, connections are closed (3005): they come back with the database.
 */
export class SessionSweep {
  readonly #options: SessionSweepOptions;
  #nextRound: Timer | undefined;
  #graceEnd: Timer | undefined;
  #isRunning = false;

  constructor(options: SessionSweepOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, intervalMs, graceMs } = this.#options;
    this.#isRunning = true;
    this.#schedule(intervalMs);
    this.#allow(clock.now() + graceMs);
  }

  stop(): void {
    this.#isRunning = false;
    this.#nextRound?.cancel();
    this.#graceEnd?.cancel();
  }

  #schedule(delayMs: number): void {
    const { clock, intervalMs, log } = this.#options;
    this.#nextRound = clock.schedule(delayMs, () => {
      const startedAt = clock.now();
      this.#round(startedAt)
        .catch((err: unknown) => log.error({ err }, 'log-ins of live connections could not be looked at'))
        .finally(() => {
          if (this.#isRunning) {
            this.#schedule(Math.max(0, startedAt + intervalMs - clock.now()));
          }
        });
    });
  }

  async #round(startedAt: number): Promise<void> {
    const { guests, review, revoke, graceMs } = this.#options;
    const found = [...guests()].flatMap(({ user, sid, login }) =>
      login === undefined ? [] : [{ user, sid, login }],
    );
    const verdicts = found.length === 0 ? [] : await review(found.map(({ login }) => login));
    if (!this.#isRunning) {
      return;
    }
    // Older than what was read: whoever connected meanwhile is judged next time.
    const at = startedAt / 1000;
    for (const [index, { user, sid }] of found.entries()) {
      const verdict = verdicts[index] ?? 'changed';
      if (verdict !== 'holds') {
        const session = sid === undefined ? {} : { sid };
        await revoke({ user, ...session, mode: verdict === 'ended' ? 'end' : 'refresh', at });
      }
    }
    this.#allow(startedAt + graceMs);
  }

  /** Lets connections be until then, unless another round confirms them. */
  #allow(until: number): void {
    const { clock, graceMs } = this.#options;
    this.#graceEnd?.cancel();
    this.#graceEnd = clock.schedule(Math.max(0, until - clock.now()), () => {
      this.#closeAll();
      this.#allow(clock.now() + graceMs);
    });
  }

  #closeAll(): void {
    const unconfirmed = [...this.#options.guests()].filter(({ login }) => login !== undefined);
    for (const guest of unconfirmed) {
      guest.close(new Disconnect(DisconnectCode.expired));
    }
    if (unconfirmed.length > 0) {
      const { log } = this.#options;
      log.error({ connections: unconfirmed.length }, 'log-ins could not be confirmed in time: closed');
    }
  }
}
