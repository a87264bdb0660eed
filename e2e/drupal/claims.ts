/** What came of one claim. */
export interface Outcome {
  readonly claim: string;
  readonly ok: boolean;
  /** How it was looked at. */
  readonly how: string;
  readonly ms: number;
  /** What was seen, or what went wrong. */
  readonly seen?: string;
}

/** Claims about the product, each tried once, in order. */
export class Claims {
  readonly #outcomes: Outcome[] = [];
  readonly #signal: AbortSignal;

  /** Once `signal` is aborted no further claim is tried. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
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
      seen = await attempt();
    } catch (error) {
      this.#signal.throwIfAborted();
      ok = false;
      seen = error instanceof Error ? error.message : String(error);
    }
    const ms = Math.round(performance.now() - start);
    this.#outcomes.push({ claim, ok, how, ms, ...(seen === undefined ? {} : { seen }) });
    console.log(`${ok ? ' ok ' : 'FAIL'}  ${claim} (${ms} ms)${seen === undefined ? '' : `\n      ${seen}`}`);
    return ok;
  }
}
