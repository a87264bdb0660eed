import type { Broker, PublicationSink } from '../broker/broker.ts';
import type { Presence } from '../presence/presence.ts';
import type { Revocations } from '../revocation/revocations.ts';

/** What an engine keeps for one site. */
export interface EngineSite {
  readonly broker: Broker;
  readonly presence: Presence;
  readonly revocations: Revocations;
}

/** Broker, presence and revocations of every site, on one store. */
export interface Engine {
  /** Opens a site's part of the store; publications go to `sink`. Once per site, before `start`. */
  open(site: string, sink: PublicationSink): EngineSite;

  start(): Promise<void>;

  /** Leaves everything in a state that a next start goes on from. */
  stop(): Promise<void>;
}
