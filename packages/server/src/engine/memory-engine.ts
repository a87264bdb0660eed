import { MemoryBroker } from '../broker/memory-broker.ts';
import type { Clock } from '../clock.ts';
import { MemoryEventQueue } from '../events/memory-event-queue.ts';
import { MemoryPresence } from '../presence/memory-presence.ts';
import { MemoryRevocations } from '../revocation/memory-revocations.ts';
import { LocalUsage } from '../usage/local-usage.ts';
import type { Engine, EngineSink, EngineSite } from './engine.ts';
import { readSnapshot, requireFolder, type Snapshot, takeSnapshot, writeSnapshot } from './snapshot.ts';

export interface MemoryEngineOptions {
  readonly clock: Clock;
  readonly uniqueId: () => string;
  readonly idempotencyWindowMs: number;
  /** Channels of a site beyond which those are forgotten that nobody uses. */
  readonly rememberedChannels: number;
  /** How long revocation marks are kept. */
  readonly keepRevocationsMs: number;
  /** File that carries the state over a restart; "" for none. */
  readonly snapshot: string;
}

interface MemorySite {
  readonly broker: MemoryBroker;
  readonly revocations: MemoryRevocations;
  readonly channels: LocalUsage;
  readonly users: LocalUsage;
}

/** What goes to another process: what a restart keeps, and who is there. */
interface MemoryEngineRecord {
  readonly kept: Snapshot;
  readonly used: Readonly<
    Record<string, { readonly channels: readonly string[]; readonly users: readonly string[] }>
  >;
}

/** Everything in this process's memory; a file carries it over a restart that was announced. */
export class MemoryEngine implements Engine {
  readonly #options: MemoryEngineOptions;
  readonly #sites = new Map<string, MemorySite>();

  constructor(options: MemoryEngineOptions) {
    this.#options = options;
  }

  /** Memory is always there. */
  get isReady(): boolean {
    return true;
  }

  open(site: string, { publications: sink, channels, users }: EngineSink): EngineSite {
    const { keepRevocationsMs, ...options } = this.#options;
    const { clock } = options;
    const broker = new MemoryBroker({ ...options, sink });
    const revocations = new MemoryRevocations(clock, keepRevocationsMs);
    const kept = {
      broker,
      revocations,
      channels: new LocalUsage(channels),
      users: new LocalUsage(users),
    };
    this.#sites.set(site, kept);
    return { ...kept, presence: new MemoryPresence(), events: new MemoryEventQueue() };
  }

  async start(): Promise<void> {
    const { snapshot } = this.#options;
    if (snapshot !== '') {
      this.#load(await takeSnapshot(snapshot));
    }
  }

  async stop(): Promise<void> {
    const snapshot = this.#snapshot();
    await this.leave();
    if (this.#options.snapshot !== '') {
      await writeSnapshot(this.#options.snapshot, snapshot);
    }
  }

  async prepare(): Promise<void> {
    if (this.#options.snapshot !== '') {
      await requireFolder(this.#options.snapshot);
    }
  }

  toRecord(): MemoryEngineRecord {
    const used = [...this.#sites].map(
      ([name, { channels, users }]) => [name, { channels: channels.keys, users: users.keys }] as const,
    );
    return { kept: this.#snapshot(), used: Object.fromEntries(used) };
  }

  load(record: unknown): void {
    const { kept, used } = record as MemoryEngineRecord;
    this.#load(readSnapshot(kept));
    for (const [name, { channels, users }] of this.#sites) {
      const keys = Object.hasOwn(used, name) ? used[name] : undefined;
      channels.load(keys?.channels ?? []);
      users.load(keys?.users ?? []);
    }
  }

  async leave(): Promise<void> {
    for (const { broker } of this.#sites.values()) {
      broker.close();
    }
  }

  #snapshot(): Snapshot {
    const sites = [...this.#sites].map(
      ([name, { broker, revocations }]) =>
        [name, { broker: broker.toRecord(), revocations: revocations.toRecord() }] as const,
    );
    return { version: 1, sites: Object.fromEntries(sites) };
  }

  #load(snapshot: Snapshot | undefined): void {
    for (const [name, { broker, revocations }] of this.#sites) {
      const record = snapshot && Object.hasOwn(snapshot.sites, name) ? snapshot.sites[name] : undefined;
      if (record !== undefined) {
        broker.load(record.broker);
        revocations.load(record.revocations);
      }
    }
  }
}
