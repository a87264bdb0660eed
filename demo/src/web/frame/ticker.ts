/** Numbered messages of the break-it runs, exactly as they reached this page. */
export class Ticker {
  /** Carries what came of the newest run, for whoever plays the demo's story by itself. */
  readonly root: HTMLElement;
  readonly #runs = new Map<string, number[]>();
  readonly #broken = new Set<string>();
  #run = '';
  #isHeard = false;

  constructor(root: HTMLElement) {
    this.root = root;
    root.dataset.ticker = '';
  }

  /** Whether the server has ever confirmed that this page listens. */
  get isHeard(): boolean {
    return this.#isHeard;
  }

  noteHeard(): void {
    this.#isHeard = true;
  }

  take(data: unknown): void {
    if (!isTick(data)) return;
    this.#run = data.run;
    this.#runs.set(data.run, [...(this.#runs.get(data.run) ?? []), data.seq]);
    this.#draw();
  }

  /** The server said that publications were lost: the run under way is marked. */
  markLost(): void {
    this.#broken.add(this.#run);
    this.#draw();
  }

  /** The newest run that was heard of, "" for none. */
  get run(): string {
    return this.#run;
  }

  seen(run: string): readonly number[] {
    return this.#runs.get(run) ?? [];
  }

  isWhole(run: string): boolean {
    return !this.#broken.has(run);
  }

  #draw(): void {
    this.root.dataset.run = this.#run;
    this.root.dataset.seqs = this.seen(this.#run).join(',');
    this.root.dataset.recovered = String(this.isWhole(this.#run));
  }
}

function isTick(data: unknown): data is { run: string; seq: number } {
  return (
    typeof data === 'object' &&
    data !== null &&
    'run' in data &&
    typeof data.run === 'string' &&
    'seq' in data &&
    typeof data.seq === 'number'
  );
}
