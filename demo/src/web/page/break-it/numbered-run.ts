import type { Witness } from '../../frame-message.ts';
import { tally } from '../../tally.ts';
import type { PersonTab } from '../person-tab.ts';
import type { PageCount } from './outcome.ts';
import type { Cell, Recorder, Track } from './recorder.ts';
import { type Cast, everybodyLive, pause, watch } from './story.ts';

/** What the demo's site answers when a break is over. */
export interface BreakAnswer {
  readonly run: string;
  readonly ms: number;
  readonly of: number;
  /** What the server acknowledged: every reader must have each, or be told. */
  readonly acknowledged: readonly number[];
  readonly refused: readonly number[];
  readonly pid?: { readonly before: number; readonly after: number };
  /** Megabytes until a reader that doesn't read was let go. */
  readonly stall?: { readonly megabytes: number; readonly isClosed: boolean };
  readonly crowd?: {
    readonly sockets: number;
    readonly megabytes: { readonly before: number; readonly after: number } | null;
  };
}

interface Reader {
  readonly name: string;
  readonly tab: PersonTab;
}

const shownNumbers = 20;
const settleWithinMs = 12_000;
const lookEveryMs = 150;

/** Follows the numbered messages of a break on the pages of its readers, live and to the final count. */
export class NumberedRun {
  readonly #readers: readonly Reader[];
  readonly #recorder: Recorder;
  readonly #lastSeen = new Map<Reader, Witness>();
  #earlierRun = '';
  #answer: BreakAnswer | undefined;
  #isWatching = true;

  private constructor(readers: readonly Reader[], recorder: Recorder) {
    this.#readers = readers;
    this.#recorder = recorder;
  }

  /** Follows Alice and Bob from when both are live, the plan's first step, until what is played is over. */
  static async follow<Value>(
    { alice, bob, ...cast }: Cast,
    recorder: Recorder,
    play: (run: NumberedRun) => Promise<Value>,
  ): Promise<Value> {
    const readers = [
      { name: 'Alice', tab: alice.tab },
      { name: 'Bob', tab: bob.tab },
    ];
    const run = new NumberedRun(readers, recorder);
    run.#draw();
    await recorder.step(0, () => everybodyLive({ alice, bob, ...cast }));
    await run.#begin();
    try {
      return await play(run);
    } finally {
      run.#stop();
    }
  }

  /** Starts drawing; the run under way is whatever isn't the one before. */
  async #begin(): Promise<void> {
    const witness = await this.#readers[0]?.tab.count();
    this.#earlierRun = witness?.run ?? '';
    void this.#keepDrawing();
  }

  /** Waits for what was promised, and counts. */
  async end(answer: BreakAnswer, lines: readonly string[]): Promise<readonly PageCount[]> {
    this.#answer = answer;
    const isWhole = (counts: readonly PageCount[]): boolean =>
      counts.every((page) => page.lines.lost === 0 && (page.numbers.lost === 0 || !page.isWhole));
    const counts = await watch(() => this.#count(answer, lines), isWhole, settleWithinMs);
    // One more look: a message that comes twice comes a moment after the last one.
    await pause(300);
    const last = counts.length > 0 ? await this.#count(answer, lines) : counts;
    this.#stop();
    this.#draw();
    return last;
  }

  #stop(): void {
    this.#isWatching = false;
  }

  async #count(answer: BreakAnswer, lines: readonly string[]): Promise<readonly PageCount[]> {
    await this.#look(answer.run);
    this.#draw();
    return this.#readers.map((reader) => {
      const witness = this.#lastSeen.get(reader);
      return {
        name: reader.name,
        numbers: tally(answer.acknowledged, witness?.seqs ?? []),
        lines: tally(lines, witness?.lines ?? []),
        lineOrder: (witness?.lines ?? []).filter((line) => lines.includes(line)),
        isWhole: witness?.recovered ?? true,
      };
    });
  }

  async #keepDrawing(): Promise<void> {
    while (this.#isWatching && this.#answer === undefined) {
      await this.#look();
      this.#draw();
      await pause(lookEveryMs);
    }
  }

  async #look(run?: string): Promise<void> {
    await Promise.all(
      this.#readers.map(async (reader) => {
        const witness = await reader.tab.count(run);
        if (witness !== undefined) this.#lastSeen.set(reader, witness);
      }),
    );
  }

  #draw(): void {
    this.#recorder.draw(this.#readers.map((reader) => this.#track(reader)));
  }

  #track(reader: Reader): Track {
    const witness = this.#lastSeen.get(reader);
    const isThisRun = witness !== undefined && witness.run !== '' && witness.run !== this.#earlierRun;
    const seqs = isThisRun ? witness.seqs : [];
    const of = this.#answer?.of ?? shownNumbers;
    const cells = Array.from({ length: of }, (_, index) => this.#cell(index + 1, seqs));
    const { state } = reader.tab.state;
    const words =
      state === 'live' ? `${new Set(seqs).size} of ${this.#answer?.acknowledged.length ?? of}` : state;
    return { name: reader.name, cells, words };
  }

  #cell(seq: number, seqs: readonly number[]): Cell {
    const times = seqs.filter((seen) => seen === seq).length;
    if (times > 1) return 'twice';
    if (times === 1) return 'seen';
    const isBehind = seqs.some((seen) => seen > seq);
    if (this.#answer === undefined) return isBehind ? 'due' : 'waiting';
    if (this.#answer.refused.includes(seq)) return 'waiting';
    return this.#isWatching ? 'due' : 'lost';
  }
}
