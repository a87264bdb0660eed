/** What a page has for all else, at least, between two pictures of lines that come. */
const linesRestMs = 20;
/** Counts of what is unread needn't follow each line. */
export const countsRestMs = 250;
/** A hidden page draws no frames; what waits for one is handed on after so long. */
const longestFrameMs = 100;

/**
 * Hands on what comes, at once where it is quiet; where much comes, the newest of it, after a rest.
 *
 * A busy room brings hundreds of lines a second, and a page that drew each would get to nothing else. The rest
 * begins with the frame that shows what was handed on, and a page that is late with it rests for as long again.
 */
export class Throttle<Value> {
  readonly #hand: (value: Value) => void;
  readonly #restMs: number;
  #waiting: { readonly value: Value } | undefined;
  #cancel: (() => void) | undefined;

  /** @param restMs milliseconds from a frame to when the next is handed on, at least */
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
    this.#cancel = afterFrame(this.#restMs, () => {
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

/** Calls back a rest after the next frame; returns what keeps it from that. */
function afterFrame(restMs: number, call: () => void): () => void {
  const begin = performance.now();
  const frame = requestAnimationFrame(rest);
  let timer = setTimeout(rest, longestFrameMs);
  function rest(): void {
    cancel();
    timer = setTimeout(call, Math.max(restMs, performance.now() - begin));
  }
  function cancel(): void {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  }
  return cancel;
}
