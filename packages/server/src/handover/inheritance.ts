import type { StreamPosition } from '@drupal-nodejs/protocol';
import type { EventsRecord } from '../backend/events.ts';
import type { WireRecord } from '../transport/wires.ts';

/** What one process leaves to the next, in what JSON can say. */
export interface Inheritance {
  readonly version: typeof inheritanceVersion;
  readonly engine: unknown;
  readonly sites: readonly SiteRecord[];
  readonly wires: readonly WireRecord[];
}

/** Another number for every change that a process of an older version would take wrong. */
export const inheritanceVersion = 1;

export interface SiteRecord {
  readonly name: string;
  /** Up to where everybody had everything. */
  readonly positions: readonly (readonly [channel: string, position: StreamPosition])[];
  /** Channels that Drupal was told have listeners. */
  readonly occupied: readonly string[];
  readonly drupal?: EventsRecord;
}
