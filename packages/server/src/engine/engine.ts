import type { Broker, PublicationSink } from '../broker/broker.ts';
import type { EventQueue } from '../events/event-queue.ts';
import type { Peers } from '../peers/peers.ts';
import type { Presence } from '../presence/presence.ts';
import type { Revocation, Revocations } from '../revocation/revocations.ts';
import type { Usage, UsageSink } from '../usage/usage.ts';

/** What an engine keeps for one site. */
export interface EngineSite {
  readonly broker: Broker;
  readonly presence: Presence;
  readonly revocations: Revocations;
  /** Channels that have listeners. */
  readonly channels: Usage;
  /** Users that are connected. */
  readonly users: Usage;
  /** What waits to be told to Drupal. */
  readonly events: EventQueue;
}

/** Whom an engine tells what happens in the part of the store that is one site's. */
export interface EngineSink {
  readonly publications: PublicationSink;
  readonly channels: UsageSink;
  readonly users: UsageSink;

  /** A mark was set at another server: what it ends must end here as well. */
  revoked(mark: Revocation): void;

  /** So many publications were acknowledged and are gone; their channels have new epochs. */
  lost(publications: number): void;
}

/** Broker, presence and revocations of every site, on one store. */
export interface Engine {
  /** The other servers on the same store; absent where there can be none. */
  readonly peers?: Peers;

  /** Whether the store can be used now. */
  readonly isReady: boolean;

  /** Opens a site's part of the store. Once per site, before `start`. */
  open(site: string, sink: EngineSink): EngineSite;

  /** @throws StartError SNAPSHOT, ENGINE */
  start(): Promise<void>;

  /** Leaves everything in a state that a next start goes on from. */
  stop(): Promise<void>;

  /** Starts without a state of its own: one comes from another process, by `load`. */
  prepare(): Promise<void>;

  /** What another process needs to go on with the store, in what JSON can say. */
  toRecord(): unknown;

  /** Goes on where another process stood. */
  load(record: unknown): void;

  /** Stops without leaving a state: another process has it. */
  leave(): Promise<void>;
}
