import type { Schedule } from './backoff.ts';

/** How long somebody is shown as writing after the last word of it. */
const shownMs = 6000;

/** Somebody who writes a line just now. */
export interface Typist {
  readonly uid: number;
  readonly name: string;
}

/** Who writes just now: told of again and again, forgotten by themselves. */
export class Typists {
  readonly #schedule: Schedule;
  readonly #changed: () => void;
  readonly #forget = new Map<number, () => void>();
  #all: readonly Typist[] = [];

  /** `changed` is called after every change of `all`. */
  constructor(schedule: Schedule, changed: () => void) {
    this.#schedule = schedule;
    this.#changed = changed;
  }

  /** In the order they began; a new array after every change. */
  get all(): readonly Typist[] {
    return this.#all;
  }

  hear(typist: Typist): void {
    this.#forget.get(typist.uid)?.();
    this.#forget.set(
      typist.uid,
      this.#schedule(() => this.done([typist.uid]), shownMs),
    );
    if (this.#all.some(({ uid }) => uid === typist.uid)) return;
    this.#all = [...this.#all, typist];
    this.#changed();
  }

  /** Their lines are there. */
  done(uids: readonly number[]): void {
    for (const uid of uids) {
      this.#forget.get(uid)?.();
      this.#forget.delete(uid);
    }
    const left = this.#all.filter(({ uid }) => !uids.includes(uid));
    if (left.length === this.#all.length) return;
    this.#all = left;
    this.#changed();
  }

  close(): void {
    for (const forget of this.#forget.values()) forget();
    this.#forget.clear();
  }
}
