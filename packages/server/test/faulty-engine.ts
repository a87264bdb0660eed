import { randomUUID } from 'node:crypto';
import type { Broker, PublicationSink } from '../src/broker/broker.ts';
import type { EngineSink, EngineSite } from '../src/engine/engine.ts';
import { MemoryEngine } from '../src/engine/memory-engine.ts';
import { systemClock } from '../src/index.ts';

/** The memory engine with the faults of a store on a network, when a test wants them. */
export class FaultyEngine extends MemoryEngine {
  /** Whether publications get lost on their way to the listeners. */
  isLeaky = false;
  /** Whether answers about the past wait for `answer`. */
  isSlow = false;
  /** Resolves when one waits. */
  readonly asked = Promise.withResolvers<void>();
  readonly answer = Promise.withResolvers<void>();

  constructor(faults: Partial<Pick<FaultyEngine, 'isSlow'>> = {}) {
    super({
      clock: systemClock,
      uniqueId: randomUUID,
      idempotencyWindowMs: 1_000,
      rememberedChannels: 1_000,
      keepRevocationsMs: 1_000,
      snapshot: '',
    });
    Object.assign(this, faults);
  }

  override open(name: string, told: EngineSink): EngineSite {
    const sink = told.publications;
    const publications: PublicationSink = {
      publication: (...publication) => {
        if (!this.isLeaky) {
          sink.publication(...publication);
        }
      },
      announcement: (...news) => sink.announcement(...news),
      stands: (...place) => sink.stands(...place),
      isHeard: (channel) => sink.isHeard(channel),
    };
    const site = super.open(name, { ...told, publications });
    const broker: Broker = {
      publish: (...publication) => site.broker.publish(...publication),
      removeHistory: (channel) => site.broker.removeHistory(channel),
      announce: (...news) => site.broker.announce(...news),
      listen: (channel) => site.broker.listen(channel),
      unlisten: (channel) => site.broker.unlisten(channel),
      history: async (...question) => {
        const slice = await site.broker.history(...question);
        if (this.isSlow) {
          this.asked.resolve();
          await this.answer.promise;
        }
        return slice;
      },
    };
    return { ...site, broker };
  }
}
