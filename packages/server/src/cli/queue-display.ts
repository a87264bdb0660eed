import type { WriteStream } from 'node:tty';
import type { QueueEvent } from '@drupal-nodejs/drupal';
import type { QueueProgress } from './queue-progress.ts';

const barWidth = 24;
/** Where there is no terminal, a line so often at most, and none while nothing happens. */
const linePauseMs = 10_000;

/** Shows how the work on a queue goes: a bar on a terminal, now and then a line elsewhere. */
export class QueueDisplay {
  readonly #name: string;
  readonly #out: WriteStream;
  readonly #hasColour: boolean;
  #isBarShown = false;
  #lastLine = '';
  #lastLineAt = Number.NEGATIVE_INFINITY;

  constructor(name: string, out: WriteStream) {
    this.#name = name;
    this.#out = out;
    this.#hasColour = out.isTTY && !process.env.NO_COLOR;
  }

  /** Tells of what went wrong with an item; what went well is in the bar. */
  event(event: QueueEvent): void {
    switch (event.type) {
      case 'retry':
        this.line(`item ${event.id}: attempt ${event.attempt} failed, comes again: ${reason(event.error)}`);
        break;
      case 'dead':
        this.line(
          `item ${event.id}: attempt ${event.attempt} failed, now in ${this.#name}.dead: ${reason(event.error)}`,
        );
        break;
      case 'lost':
        this.line(`item ${event.id}: its lease was lost, another may do it`);
        break;
      case 'released':
        this.line(`item ${event.id}: given back`);
        break;
      case 'error':
        this.line(`the database failed, trying again: ${reason(event.error)}`);
        break;
    }
  }

  show(progress: QueueProgress): void {
    if (this.#out.isTTY) {
      this.#clear();
      this.#out.write(this.#bar(progress));
      this.#isBarShown = true;
      return;
    }
    const line = figures(progress);
    const now = performance.now();
    if (line !== this.#lastLine && now - this.#lastLineAt >= linePauseMs) {
      this.#lastLine = line;
      this.#lastLineAt = now;
      this.line(line);
    }
  }

  /** A line that stays; the bar moves down. */
  line(text: string): void {
    this.#clear();
    this.#out.write(`${this.#name}: ${text}\n`);
  }

  end(progress: QueueProgress): void {
    this.line(`ended: ${figures(progress)}`);
  }

  #bar(progress: QueueProgress): string {
    const full = Math.round(progress.share * barWidth);
    const [begin, end] = this.#hasColour ? ['\u001b[32m', '\u001b[39m'] : ['', ''];
    const bar = `${begin}${'█'.repeat(full)}${end}${'░'.repeat(barWidth - full)}`;
    const percent = `${Math.floor(progress.share * 100)}%`.padStart(4);
    // A bar that wraps can't be cleared.
    const room = Math.max(0, this.#out.columns - this.#name.length - barWidth - percent.length - 5);
    return `${this.#name} ${bar} ${percent}  ${figures(progress).slice(0, room)}`;
  }

  #clear(): void {
    if (this.#isBarShown) {
      this.#out.write('\r\u001b[2K');
      this.#isBarShown = false;
    }
  }
}

function figures({ outcomes, left, rate, secondsLeft }: QueueProgress): string {
  const { done, retry, dead } = outcomes;
  const parts = [
    `${done.toLocaleString('en')} done`,
    `${left.toLocaleString('en')} left`,
    ...(left > 0 && rate >= 0.1 ? [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`] : []),
    ...(left > 0 && secondsLeft !== undefined ? [`${duration(secondsLeft)} to go`] : []),
    ...(retry > 0 ? [`${retry.toLocaleString('en')} failed attempts`] : []),
    ...(dead > 0 ? [`${dead.toLocaleString('en')} dead`] : []),
  ];
  return parts.join(', ');
}

function duration(seconds: number): string {
  if (seconds < 90) {
    return `${Math.ceil(seconds)} s`;
  }
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

/** One line, whatever a handler threw. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
