import type { Meter } from './meter.ts';

/** What went wrong for a client: a command that was answered with an error, or a connection that was ended. */
export interface Mishap {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The command, or `close`. */
  readonly what: string;
  /** Of an error reply, or the close code. */
  readonly code: number;
}

/** What happened since the last look. */
export interface Happenings {
  readonly published: number;
  readonly delivered: number;
  /** Of a hundred fan-outs 99 took this long or less, in milliseconds; nothing where there was none. */
  readonly fanOutMs: number | undefined;
}

const mishapsKept = 100;
// A quarter of a doubling each, from a microsecond to sixteen seconds: a figure is off by a tenth at most.
const bucketsPerDoubling = 4;
const buckets = 24 * bucketsPerDoubling;

/** Counts for the admin page what another meter counts as well: a few numbers, whether anybody looks or not. */
export class Figures implements Meter {
  readonly #meter: Meter;
  readonly #now: () => number;
  readonly #mishaps: Mishap[] = [];
  readonly #fanOuts = new Uint32Array(buckets);
  #published = 0;
  #delivered = 0;
  #allMishaps = 0;

  constructor(meter: Meter, now: () => number) {
    this.#meter = meter;
    this.#now = now;
  }

  /** The newest mishaps, newest first. */
  get mishaps(): readonly Mishap[] {
    return this.#mishaps.toReversed();
  }

  /** How many mishaps there were since the start. */
  get allMishaps(): number {
    return this.#allMishaps;
  }

  /** What happened since this was asked last. */
  take(): Happenings {
    const happenings = {
      published: this.#published,
      delivered: this.#delivered,
      fanOutMs: this.#percentile(0.99),
    };
    this.#published = 0;
    this.#delivered = 0;
    this.#fanOuts.fill(0);
    return happenings;
  }

  command(method: string, code: number): void {
    this.#meter.command(method, code);
    if (code !== 0) {
      this.#note(method, code);
    }
  }

  disconnected(code: number): void {
    this.#meter.disconnected(code);
    if (code !== 0) {
      this.#note('close', code);
    }
  }

  limited(limit: string): void {
    this.#meter.limited(limit);
  }

  published(): void {
    this.#meter.published();
    this.#published += 1;
  }

  lost(publications: number): void {
    this.#meter.lost(publications);
  }

  fannedOut(deliveries: number, seconds: number): void {
    this.#meter.fannedOut(deliveries, seconds);
    this.#delivered += deliveries;
    const bucket = Math.ceil(Math.log2(seconds * 1e6) * bucketsPerDoubling);
    const slot = Math.min(Math.max(bucket, 0), buckets - 1);
    this.#fanOuts[slot] = (this.#fanOuts[slot] ?? 0) + 1;
  }

  #percentile(part: number): number | undefined {
    const all = this.#fanOuts.reduce((sum, count) => sum + count, 0);
    let below = 0;
    const slot = this.#fanOuts.findIndex((count) => {
      below += count;
      return all > 0 && below >= all * part;
    });
    return slot === -1 ? undefined : 2 ** (slot / bucketsPerDoubling) / 1000;
  }

  #note(what: string, code: number): void {
    this.#allMishaps += 1;
    this.#mishaps.push({ at: this.#now(), what, code });
    if (this.#mishaps.length > mishapsKept) {
      this.#mishaps.shift();
    }
  }
}
