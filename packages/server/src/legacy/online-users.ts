import type { Clock } from '../clock.ts';
import { Lingering } from '../lingering.ts';

/** Tells what becomes of a user: to those who may know, and to Drupal. */
export type TellOnline = (user: string, event: 'online' | 'offline', watchers: readonly string[]) => void;

/** Who is online, merged over tabs and page loads, and who may know of it. */
export class OnlineUsers {
  readonly #present: Lingering;
  readonly #watchers = new Map<string, readonly string[]>();

  constructor(clock: Clock, graceMs: number, tell: TellOnline) {
    this.#present = new Lingering(
      clock,
      graceMs,
      (user) => tell(user, 'online', this.#watchers.get(user) ?? []),
      (user) => {
        const watchers = this.#watchers.get(user) ?? [];
        this.#watchers.delete(user);
        tell(user, 'offline', watchers);
      },
    );
  }

  get size(): number {
    return [...this.#present.keys()].length;
  }

  /** A connection of a user begins. */
  enter(user: string, watchers: readonly string[]): void {
    this.#watchers.set(user, watchers);
    this.#present.enter(user);
  }

  leave(user: string): void {
    this.#present.leave(user);
  }

  /** Says anew who may know of a user; nothing where the user isn't online. */
  watch(user: string, watchers: readonly string[]): boolean {
    if (!this.#present.has(user)) {
      return false;
    }
    this.#watchers.set(user, watchers);
    return true;
  }

  stop(): void {
    this.#present.stop();
  }
}
