/** Nobody sees more pictures a second of lines that come. */
const linesRestMs = 50;
/** Counts of what is unread needn't follow each line. */
export const countsRestMs = 250;
/** A hidden page draws no frames; what waits for one is handed on after so long. */
const longestFrameMs = 100;

/**
 * Hands on what comes, at once where it is quiet; where much comes, the newest of it, once a frame.
 *
 * A busy room brings hundreds of lines a second, each in a message of its own, and a page that drew each
 * would get to nothing else.
 */
export class Throttle<Value> {
  readonly #hand: (value: Value) => void;
  readonly #restMs: number;
  #waiting: { readonly value: Value } | undefined;
  #cancel: (() => void) | undefined;

  /** @param restMs milliseconds until the frame with which the next is handed on, at least */
  constructor(hand: (value: Value) => void, restMs = linesRestMs) {
    this.#hand = hand;
    this.#restMs = restMs;
  }

  take(value: Value): void {
    this.#waiting = { value };
    if (!this.#cancel) this.flush();
  }

  /** Hands on what waits, now. */
  flush(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    this.#cancel?.();
    this.#cancel = afterRest(this.#restMs, () => {
      this.#cancel = undefined;
      this.flush();
    });
    this.#hand(waiting.value);
  }

  /** Forgets what waits; the next is handed on at once. */
  clear(): void {
    this.#waiting = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

/** Calls back with the first frame after a rest; returns what keeps it from that. */
function afterRest(restMs: number, call: () => void): () => void {
  let frame = 0;
  let timer = setTimeout(() => {
    frame = requestAnimationFrame(done);
    timer = setTimeout(done, longestFrameMs);
  }, restMs);
  const cancel = (): void => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  };
  function done(): void {
    cancel();
    call();
  }
  return cancel;
}
