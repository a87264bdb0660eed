import type { Party, Witness } from '../../src/witness.ts';
import { Violation } from './ledger.ts';

/** Holds what the server tells of comings and goings to an order: everyone comes once before it goes once. */
export class CountingWitness implements Witness {
  readonly #there = new Set<string>();
  readonly #fail: (violation: Violation) => void;

  constructor(fail: (violation: Violation) => void) {
    this.#fail = fail;
  }

  /** Who came and did not go. */
  get there(): readonly string[] {
    return [...this.#there];
  }

  connected({ client }: Party): void {
    this.#comes(`client ${client}`);
  }

  restored({ client }: Party): void {
    this.#comes(`client ${client}`);
  }

  disconnected({ client }: Party): void {
    this.#goes(`client ${client}`);
  }

  subscribed({ client }: Party, channel: string): void {
    this.#comes(`client ${client} in ${channel}`);
  }

  unsubscribed({ client }: Party, channel: string): void {
    this.#goes(`client ${client} in ${channel}`);
  }

  occupied(channel: string): void {
    this.#comes(`somebody in ${channel}`);
  }

  vacated(channel: string): void {
    this.#goes(`somebody in ${channel}`);
  }

  #comes(who: string): void {
    if (this.#there.has(who)) {
      this.#fail(new Violation(`${who}: came, but was there`));
    }
    this.#there.add(who);
  }

  #goes(who: string): void {
    if (!this.#there.delete(who)) {
      this.#fail(new Violation(`${who}: went, but was not there`));
    }
  }
}
