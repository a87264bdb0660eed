import { MemoryBroker } from '../broker/memory-broker.ts';
import type { Clock } from '../clock.ts';
import { MemoryPresence } from '../presence/memory-presence.ts';
import { MemoryRevocations } from '../revocation/memory-revocations.ts';
import { LocalUsage } from '../usage/local-usage.ts';
import type { Engine, EngineSink, EngineSite } from './engine.ts';
import { takeSnapshot, writeSnapshot } from './snapshot.ts';

export interface MemoryEngineOptions {
  readonly clock: Clock;
  readonly uniqueId: () => string;
  readonly idempotencyWindowMs: number;
  /** How long revocation marks are kept. */
  readonly keepRevocationsMs: number;
  /** File that carries the state over a restart; "" for none. */
  readonly snapshot: string;
}

/** Everything in this process's memory; a file carries it over a restart that was announced. */
export class MemoryEngine implements Engine {
  readonly #options: MemoryEngineOptions;
  readonly #sites = new Map<
    string,
    { readonly broker: MemoryBroker; readonly revocations: MemoryRevocations }
  >();

  constructor(options: MemoryEngineOptions) {
    this.#options = options;
  }

  /** Memory is always there. */
  get isReady(): boolean {
    return true;
  }

  open(site: string, { publications: sink, channels, users }: EngineSink): EngineSite {
    const { clock, uniqueId, idempotencyWindowMs, keepRevocationsMs } = this.#options;
    const broker = new MemoryBroker({ sink, clock, uniqueId, idempotencyWindowMs });
    const revocations = new MemoryRevocations(clock, keepRevocationsMs);
    this.#sites.set(site, { broker, revocations });
    return {
      broker,
      presence: new MemoryPresence(),
      revocations,
      channels: new LocalUsage(channels),
      users: new LocalUsage(users),
    };
  }

  async start(): Promise<void> {
    const snapshot = this.#options.snapshot === '' ? undefined : await takeSnapshot(this.#options.snapshot);
    for (const [name, { broker, revocations }] of this.#sites) {
      if (snapshot !== undefined && Object.hasOwn(snapshot.sites, name)) {
        const record = snapshot.sites[name];
        broker.load(record?.broker ?? { streams: [], published: [] });
        revocations.load(record?.revocations ?? []);
      }
    }
  }

  async stop(): Promise<void> {
    const sites = [...this.#sites].map(
      ([name, { broker, revocations }]) =>
        [name, { broker: broker.toRecord(), revocations: revocations.toRecord() }] as const,
    );
    for (const { broker } of this.#sites.values()) {
      broker.close();
    }
    if (this.#options.snapshot !== '') {
      await writeSnapshot(this.#options.snapshot, { version: 1, sites: Object.fromEntries(sites) });
    }
  }
}
