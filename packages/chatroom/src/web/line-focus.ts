import type { LitElement, ReactiveController } from 'lit';
import type { Line } from '../shared/line.ts';

/** What shows lines that keys go through. */
export interface FocusHost extends LitElement {
  readonly shown: readonly Line[];
}

/**
 * Lets the keys go from line to line: the Tab key comes to one of them, arrows, Home and End move on from there.
 *
 * What one can do with a line is in the way of the Tab key only while the line has the focus.
 */
export class LineFocus implements ReactiveController {
  readonly #host: FocusHost;
  /** The line that had the focus last; the newest until then. */
  #seq: number | undefined;
  #stop: number | undefined;

  constructor(host: FocusHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#seq = undefined;
  }

  /** Has the line the focus, or had it last? */
  isAt(seq: number): boolean {
    return seq === this.#seq;
  }

  /** The one line that Tab comes to. */
  get stop(): number | undefined {
    return this.#stop;
  }

  hostUpdate(): void {
    const lines = this.#host.shown;
    const isThere = this.#seq !== undefined && lines.some((line) => line.seq === this.#seq);
    this.#stop = isThere ? this.#seq : lines.at(-1)?.seq;
  }

  readonly came = (event: FocusEvent): void => {
    const line = lineOf(event);
    const seq = Number(line?.dataset.seq);
    if (!line || seq === this.#seq) return;
    this.#seq = seq;
    this.#host.requestUpdate();
  };

  readonly key = (event: KeyboardEvent): void => {
    // What is in a line has keys of its own.
    const line =
      event.target instanceof HTMLElement && event.target.matches('article') ? event.target : undefined;
    if (!line || event.defaultPrevented) return;
    const lines = [...this.#host.renderRoot.querySelectorAll<HTMLElement>('article')];
    const at = lines.indexOf(line);
    const next = {
      ArrowUp: lines[at - 1],
      ArrowDown: lines[at + 1],
      Home: lines[0],
      End: lines.at(-1),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
}

function lineOf(event: Event): HTMLElement | undefined {
  return event.target instanceof Element ? (event.target.closest('article') ?? undefined) : undefined;
}
