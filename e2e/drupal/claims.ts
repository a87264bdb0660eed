/** What came of one claim. */
export interface Outcome {
  /** The story that it belongs to. */
  readonly story: string;
  readonly claim: string;
  readonly ok: boolean;
  /** How it was looked at. */
  readonly how: string;
  readonly ms: number;
  /** What was seen, or what went wrong. */
  readonly seen?: string;
}

/** Far more than any claim takes, kernel tests on a busy machine too: what a browser never answers would else hold up the run. */
const limitMs = 20 * 60_000;

/** Claims about the product, each tried once, in order. */
export class Claims {
  readonly #outcomes: Outcome[] = [];
  readonly #signal: AbortSignal;
  readonly #story: string;

  /** Once `signal` is aborted no further claim is tried. */
  constructor(signal: AbortSignal, story: string) {
    this.#signal = signal;
    this.#story = story;
  }

  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }

  /** Tries a claim: it holds unless `attempt` throws; what it returns is noted. */
  async check(claim: string, how: string, attempt: () => Promise<string | undefined>): Promise<boolean> {
    this.#signal.throwIfAborted();
    const start = performance.now();
    let ok = true;
    let seen: string | undefined;
    try {
      seen = await this.#limited(attempt());
    } catch (error) {
      this.#signal.throwIfAborted();
      ok = false;
      seen = error instanceof Error ? error.message : String(error);
    }
    const ms = Math.round(performance.now() - start);
    const story = this.#story;
    this.#outcomes.push({ story, claim, ok, how, ms, ...(seen === undefined ? {} : { seen }) });
    console.log(
      `${ok ? ' ok ' : 'FAIL'}  ${story}: ${claim} (${ms} ms)${seen === undefined ? '' : `\n      ${seen}`}`,
    );
    return ok;
  }

  /** What comes of an attempt; rejects where it takes too long or the run is interrupted. */
  async #limited<Seen>(attempt: Promise<Seen>): Promise<Seen> {
    const { promise, reject } = Promise.withResolvers<never>();
    const limit = setTimeout(() => reject(new Error(`nothing came of it in ${limitMs} ms`)), limitMs);
    const interrupt = () => reject(this.#signal.reason);
    this.#signal.addEventListener('abort', interrupt);
    try {
      return await Promise.race([attempt, promise]);
    } finally {
      clearTimeout(limit);
      this.#signal.removeEventListener('abort', interrupt);
    }
  }

  /** Plays what tries claims; that it ends before its time is a claim that doesn't hold. */
  async checkEnd(play: () => Promise<void>): Promise<void> {
    try {
      await play();
    } catch (error) {
      await this.check('the story comes to its end', 'what happens between its claims', () =>
        Promise.reject(error),
      );
    }
  }
}
