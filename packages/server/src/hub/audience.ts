import type { Backlog } from './backlog.ts';
import type { Listener, Outlet } from './listener.ts';

/** Listeners who stand one behind the other and have got equally far. */
interface Run {
  /** The number of the first push that they lack. */
  readonly upTo: number;
  /** Behind the last of them. */
  end: number;
}

/** What a fan-out did so far. */
export interface Tally {
  /** Listeners that it wrote to. */
  listeners: number;
  /** Pushes that they got. */
  deliveries: number;
}

/**
 * The listeners of one channel, and how far each has got.
 *
 * Dense, so that a fan-out walks memory in order. It goes through them once: what is pushed meanwhile goes along to those
 * whom it has not reached yet, in the same write, and to the others with the next one. So listeners stand in few runs who
 * have got equally far: those whom this fan-out has reached, then those who are ahead of it, and who came last at the end.
 */
export class Audience {
  readonly #backlog: Backlog;
  readonly #listeners: Listener[] = [];
  /** Of the listeners, in their order: a fan-out touches nothing else of them. */
  readonly #outlets: Outlet[] = [];
  #reached: Run[] = [];
  #ahead: Run[] = [];

  constructor(backlog: Backlog) {
    this.#backlog = backlog;
  }

  get size(): number {
    return this.#listeners.length;
  }

  /** Whether the fan-out has been through. */
  get isThrough(): boolean {
    return this.#ahead.length === 0;
  }

  /** How far the hindmost listener has got. */
  get hindmost(): number {
    let hindmost = this.#backlog.head;
    let start = 0;
    for (const runs of [this.#reached, this.#ahead]) {
      for (const { upTo, end } of runs) {
        if (end > start) {
          hindmost = Math.min(hindmost, upTo);
        }
        start = end;
      }
    }
    return hindmost;
  }

  /** Adds a listener that lacks nothing of what was pushed so far. */
  add(listener: Listener): void {
    this.#outlets.push(listener.outlet);
    listener.slot = this.#listeners.push(listener) - 1;
    extend(this.isThrough ? this.#reached : this.#ahead, this.#backlog.head, this.size);
  }

  /** Removes a listener; returns what it lacks as a frame, if it lacks something. */
  remove(listener: Listener): Buffer | undefined {
    let hole = listener.slot;
    let start = 0;
    let upTo: number | undefined;
    let isEmptied = false;
    for (const runs of [this.#reached, this.#ahead]) {
      for (const run of runs) {
        if (run.end > hole) {
          upTo ??= run.upTo;
          // The last of each run moves into the hole, so that the hole moves to the end and all stay in their run.
          run.end -= 1;
          this.#move(run.end, hole);
          hole = run.end;
          isEmptied ||= run.end === start;
        }
        start = run.end;
      }
    }
    this.#listeners.pop();
    this.#outlets.pop();
    listener.slot = -1;
    if (isEmptied) {
      this.#reached = filled(this.#reached, 0);
      this.#ahead = filled(this.#ahead, this.#next);
    }
    return upTo === undefined || upTo >= this.#backlog.head
      ? undefined
      : this.#backlog.since(upTo).frame(listener.outlet.encoding);
  }

  /** Begins again with the first listener. */
  begin(): void {
    const runs = [...this.#reached, ...this.#ahead];
    this.#reached = [];
    this.#ahead = [];
    for (const { upTo, end } of runs) {
      extend(this.#ahead, upTo, end);
    }
  }

  /**
   * Goes on: writes to at most so many listeners what they lack by now.
   *
   * Whom it is written to may leave while it is, others with it, and more may be pushed.
   */
  write(most: number, tally: Tally): void {
    const enough = tally.listeners + most;
    let run = this.#ahead[0];
    while (run !== undefined) {
      const { head } = this.#backlog;
      const next = this.#next;
      const outlet = this.#outlets[next];
      if (next >= run.end || outlet === undefined) {
        this.#ahead.shift();
      } else if (run.upTo >= head) {
        this.#ahead.shift();
        extend(this.#reached, run.upTo, run.end);
      } else if (tally.listeners >= enough) {
        return;
      } else {
        const frame = this.#backlog.since(run.upTo).frame(outlet.encoding);
        extend(this.#reached, head, next + 1);
        tally.listeners += 1;
        tally.deliveries += head - run.upTo;
        outlet.write(frame);
      }
      run = this.#ahead[0];
    }
  }

  *[Symbol.iterator](): Generator<Listener> {
    yield* this.#listeners;
  }

  /** Whom the fan-out reaches next. */
  get #next(): number {
    return this.#reached.at(-1)?.end ?? 0;
  }

  #move(from: number, to: number): void {
    const listener = this.#listeners[from];
    const outlet = this.#outlets[from];
    if (from !== to && listener !== undefined && outlet !== undefined) {
      this.#listeners[to] = listener;
      this.#outlets[to] = outlet;
      listener.slot = to;
    }
  }
}

/** Adds those up to a slot, who have got so far, behind the others. */
function extend(runs: Run[], upTo: number, end: number): void {
  const last = runs.at(-1);
  if (last?.upTo === upTo) {
    last.end = end;
  } else {
    runs.push({ upTo, end });
  }
}

/** The runs with anybody in them, of those from a slot on. */
function filled(runs: readonly Run[], start: number): Run[] {
  return runs.filter(({ end }, i) => end > (runs[i - 1]?.end ?? start));
}
