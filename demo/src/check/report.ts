/** How a step was played. */
export type Via = 'browser' | 'sdk';

/** What happened in one step; what it found stands beside. */
export interface Played {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly via: Via;
  readonly error?: string;
  readonly [found: string]: unknown;
}

/** The steps of a story as they were played, each with its time and outcome. */
export class Report {
  readonly #via: Via;
  readonly #started = performance.now();
  readonly #steps: Played[] = [];

  constructor(via: Via) {
    this.#via = via;
  }

  /** Plays a step; resolves with what it gives, or undefined when it failed, which is noted. */
  async play<T>(
    name: string,
    act: () => Promise<T>,
    found: (result: T) => Record<string, unknown> = () => ({}),
  ): Promise<T | undefined> {
    const started = performance.now();
    const about = (): { name: string; ms: number; via: Via } => {
      return { name, ms: Math.round(performance.now() - started), via: this.#via };
    };
    try {
      const result = await act();
      this.#steps.push({ ...about(), ok: true, ...found(result) });
      return result;
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
      this.#steps.push({ ...about(), ok: false, error: reason });
      return undefined;
    }
  }

  get ok(): boolean {
    return this.#steps.every((step) => step.ok);
  }

  /** One line of JSON. */
  line(about: Record<string, unknown>): string {
    const ms = Math.round(performance.now() - this.#started);
    return JSON.stringify({ ok: this.ok, steps: this.#steps, ...about, ms });
  }
}
