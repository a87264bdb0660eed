import { setTimeout as delay } from 'node:timers/promises';

/** Drupal's absence: while it lasts, its routes answer nobody. */
export class Outage {
  #isNow = false;

  get isNow(): boolean {
    return this.#isNow;
  }

  async last(seconds: number): Promise<void> {
    this.#isNow = true;
    await delay(seconds * 1000);
    this.#isNow = false;
  }
}
