/** Collects output up to a limit in bytes; what comes after is dropped. */
export class BoundedText {
  readonly #limit: number;
  readonly #onFlood: () => void;
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  #seen = 0;

  /** @param onFlood called once when sixteen times the limit has come: whoever writes so much won't stop */
  constructor(limit: number, onFlood: () => void) {
    this.#limit = limit;
    this.#onFlood = onFlood;
  }

  add(chunk: Buffer): void {
    const flood = this.#limit * 16;
    if (this.#seen <= flood && this.#seen + chunk.length > flood) this.#onFlood();
    this.#seen += chunk.length;
    const part = chunk.subarray(0, this.#limit - this.#kept);
    if (part.length === 0) return;
    this.#chunks.push(part);
    this.#kept += part.length;
  }

  get isCut(): boolean {
    return this.#seen > this.#kept;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
