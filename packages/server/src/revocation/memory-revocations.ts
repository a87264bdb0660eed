import type { Clock } from '../clock.ts';
import { everybody, type Grant, type Revocation, type Revocations, revokes } from './revocations.ts';

const sweepIntervalMs = 60_000;

/** Revocation marks in this process's memory, kept as long as the longest token lives. */
export class MemoryRevocations implements Revocations {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #byUser = new Map<string, Revocation[]>();
  #sweptAt = 0;

  constructor(clock: Clock, keepMs: number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  async add(revocation: Revocation): Promise<void> {
    this.#forgetOld();
    this.#keep(revocation);
  }

  find(grant: Grant, channels?: readonly string[]): Revocation | undefined {
    const own = this.#byUser.get(grant.user);
    const all = this.#byUser.get(everybody);
    if (own === undefined && all === undefined) {
      return undefined;
    }
    const known = [...(own ?? []), ...(all ?? [])];
    const marks = known.filter((mark) => revokes(mark, grant, channels));
    return marks.find(({ mode }) => mode === 'end') ?? marks[0];
  }

  isCurrent(): boolean {
    return true;
  }

  toRecord(): readonly Revocation[] {
    const oldest = this.#oldest;
    return [...this.#byUser.values()].flat().filter(({ at }) => at >= oldest);
  }

  load(marks: readonly Revocation[]): void {
    for (const mark of marks) {
      this.#keep(mark);
    }
  }

  #keep(revocation: Revocation): void {
    // A newer mark of the same kind says all that the older one said.
    const others = (this.#byUser.get(revocation.user) ?? []).filter((mark) => !isSameKind(mark, revocation));
    const older = (this.#byUser.get(revocation.user) ?? []).find((mark) => isSameKind(mark, revocation));
    this.#byUser.set(revocation.user, [...others, older && older.at > revocation.at ? older : revocation]);
  }

  /** What is older is over, in seconds since 1970. */
  get #oldest(): number {
    return (this.#clock.now() - this.#keepMs) / 1000;
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    if (now - this.#sweptAt < sweepIntervalMs) {
      return;
    }
    this.#sweptAt = now;
    const oldest = this.#oldest;
    for (const [user, marks] of this.#byUser) {
      const kept = marks.filter(({ at }) => at >= oldest);
      if (kept.length === 0) {
        this.#byUser.delete(user);
      } else if (kept.length < marks.length) {
        this.#byUser.set(user, kept);
      }
    }
  }
}

function isSameKind(a: Revocation, b: Revocation): boolean {
  return a.sid === b.sid && a.channel === b.channel && a.mode === b.mode;
}
