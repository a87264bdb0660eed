import { randomUUID } from 'node:crypto';
import type { Broker } from '../../src/broker/broker.ts';
import type { EngineSink, EngineSite } from '../../src/engine/engine.ts';
import { MemoryEngine } from '../../src/engine/memory-engine.ts';
import { systemClock } from '../../src/index.ts';
import type { Ledger } from '../simulator/ledger.ts';

/** The memory engine, with a ledger that learns what is published and read there, and when. */
export class WitnessedEngine extends MemoryEngine {
  readonly #ledger: Ledger;
  readonly #fail: (violation: unknown) => void;
  /** Whether its process was killed: what it still does happens to nobody. */
  isDead = false;

  constructor(ledger: Ledger, snapshot: string, fail: (violation: unknown) => void) {
    super({
      clock: systemClock,
      uniqueId: randomUUID,
      idempotencyWindowMs: 60_000,
      rememberedChannels: 100_000,
      keepRevocationsMs: 3_600_000,
      snapshot,
    });
    this.#ledger = ledger;
    this.#fail = fail;
  }

  override open(site: string, told: EngineSink): EngineSite {
    const sink = told.publications;
    const opened = super.open(site, {
      ...told,
      publications: {
        publication: (channel, publication, epoch) => {
          this.#note(() => this.#ledger.published(channel, publication, epoch, systemClock.now()));
          sink.publication(channel, publication, epoch);
        },
        announcement: (...news) => sink.announcement(...news),
        stands: (...place) => sink.stands(...place),
        isHeard: (channel) => sink.isHeard(channel),
      },
    });
    return { ...opened, broker: this.#witness(opened.broker) };
  }

  #witness(broker: Broker): Broker {
    return {
      publish: (...publication) => broker.publish(...publication),
      history: async (channel, ...rest) => {
        const found = this.isDead ? undefined : this.#ledger.read(channel, systemClock.now());
        const slice = await broker.history(channel, ...rest);
        this.#note(() => found?.(slice.position.epoch));
        return slice;
      },
      removeHistory: (channel) => broker.removeHistory(channel),
      announce: (...news) => broker.announce(...news),
      listen: (channel) => broker.listen(channel),
      unlisten: (channel) => broker.unlisten(channel),
    };
  }

  #note(write: () => void): void {
    try {
      if (!this.isDead) {
        write();
      }
    } catch (violation) {
      this.#fail(violation);
    }
  }
}
