import type { StreamPosition } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Broker } from '../broker/broker.ts';
import type { Clock } from '../clock.ts';
import type { Namespaces } from '../namespaces.ts';
import type { Timer } from '../timer.ts';
import type { Hub } from './hub.ts';

export interface PositionCheckOptions {
  readonly hub: Hub;
  readonly broker: Broker;
  readonly namespaces: Namespaces;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly log: FastifyBaseLogger;
}

/** Channels looked at in one turn of the event loop. */
const sliceSize = 500;

/**
 * Looks whether every publication got from the broker to the hub.
 *
 * A hole shows at the next publication; in a channel that falls silent it would never show. So what the broker had one
 * round ago must have come by: a hole is noticed after one interval, at most two.
 */
export class PositionCheck {
  readonly #options: PositionCheckOptions;
  #expected = new Map<string, StreamPosition>();
  #nextRound: Timer | undefined;
  #isRunning = false;
  #early: number[] = [];

  constructor(options: PositionCheckOptions) {
    this.#options = options;
  }

  /** @param early pauses before the first rounds, where something may just have got lost */
  start(early: readonly number[] = []): void {
    this.#early = [...early];
    this.#isRunning = true;
    this.#schedule();
  }

  stop(): void {
    this.#isRunning = false;
    this.#nextRound?.cancel();
  }

  #schedule(): void {
    const { clock, intervalMs, log } = this.#options;
    this.#nextRound = clock.schedule(this.#early.shift() ?? intervalMs, () => {
      this.#round()
        .catch((err: unknown) => log.error({ err }, 'positions could not be checked'))
        .finally(() => this.#isRunning && this.#schedule());
    });
  }

  async #round(): Promise<void> {
    const { hub, broker, namespaces, clock } = this.#options;
    const expected = new Map<string, StreamPosition>();
    let looked = 0;
    for (const [name] of [...hub.occupied()]) {
      // None where a reload took it away while somebody listened: nobody can publish there.
      const namespace = namespaces.find(name);
      if (!namespace?.recover || !this.#isRunning) {
        continue;
      }
      const here = hub.positionOf(name);
      const before = this.#expected.get(name);
      if (here !== undefined && before !== undefined && isBehind(here, before)) {
        hub.lose(name);
      } else {
        expected.set(name, (await broker.history(name, { limit: 0 }, namespace.retention)).position);
      }
      looked += 1;
      if (looked % sliceSize === 0) {
        await new Promise<void>((resolve) => clock.afterTurn(resolve));
      }
    }
    this.#expected = expected;
  }
}

function isBehind(here: StreamPosition, expected: StreamPosition): boolean {
  return here.epoch !== expected.epoch || here.offset < expected.offset;
}
