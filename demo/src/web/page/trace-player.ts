import type { Logged, TraceEvent } from '../../site-event.ts';
import { button, element } from '../element.ts';
import { type ConnectionTrace, ConnectionTraces } from './connection-trace.ts';
import { FiveSteps } from './five-steps.ts';
import { channelsOf, summary, whose } from './trace-words.ts';

// Slowed down for the eye; the figures are those that were measured.
const stepMs = 170;
const keptConnections = 3;

interface Playing {
  trace: ConnectionTrace;
  shown: number;
}

/** Plays connections on the diagram one after the other, and lets the reader look at each again. */
export class TracePlayer {
  readonly diagram = new FiveSteps();
  /** The last connections, newest first, as buttons. */
  readonly chooser: HTMLElement = element('div', {
    class: 'connections',
    role: 'group',
    'aria-label': 'Last connections',
  });
  /** What Drupal answered for the connection on the diagram. */
  readonly channels: HTMLElement = element('p', { class: 'channels' });
  readonly #whose: HTMLElement;
  readonly #traces = new ConnectionTraces();
  #last: ConnectionTrace[] = [];
  #waiting: ConnectionTrace[] = [];
  #playing: Playing | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(whoseLine: HTMLElement) {
    this.#whose = whoseLine;
  }

  take(event: Logged<TraceEvent>): void {
    // The demo's own page comes in by its session cookie, without the five steps; what was before
    // this page was loaded is told again by the stream and was another page's to show.
    if (event.host === 'demo' || event.at < performance.timeOrigin) return;
    const trace = this.#traces.take(event);
    if (trace === undefined) return;
    this.#remember(trace);
    if (this.#playing !== undefined && isSame(this.#playing.trace, trace)) this.#playing.trace = trace;
    else
      this.#waiting = [...this.#waiting.filter((other) => !isSame(other, trace)), trace].slice(
        -keptConnections,
      );
    this.#next();
  }

  #remember(trace: ConnectionTrace): void {
    this.#last = [trace, ...this.#last.filter((other) => !isSame(other, trace))].slice(0, keptConnections);
    this.#drawChooser();
  }

  #next(): void {
    if (this.#timer !== undefined) return;
    const playing = this.#playing;
    if (playing !== undefined && playing.shown < playing.trace.steps.size) this.#step(playing);
    else if (this.#waiting.length > 0 && isWhole(playing?.trace)) this.#start(this.#waiting.shift());
  }

  #start(trace: ConnectionTrace | undefined): void {
    if (trace === undefined) return;
    this.#playing = { trace, shown: 0 };
    this.#whose.textContent = whose(trace);
    this.diagram.draw(trace, 0);
    this.#drawChooser();
    this.#next();
  }

  #step(playing: Playing): void {
    playing.shown += 1;
    this.diagram.draw(playing.trace, playing.shown);
    if (isWhole(playing.trace)) {
      this.#whose.textContent = summary(playing.trace);
      this.channels.textContent = channelsOf(playing.trace);
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#next();
    }, stepMs);
  }

  #drawChooser(): void {
    const { activeElement } = document;
    const focused = [...this.chooser.children].indexOf(activeElement ?? this.chooser);
    const shown = this.#playing?.trace;
    this.chooser.replaceChildren(
      ...this.#last.map((trace) =>
        button(whose(trace), { 'aria-pressed': shown !== undefined && isSame(shown, trace) }, () =>
          this.#replay(trace),
        ),
      ),
    );
    const refocused = this.chooser.children[focused];
    if (refocused instanceof HTMLElement) refocused.focus();
  }

  #replay(trace: ConnectionTrace): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#start(trace);
  }
}

function isSame(one: ConnectionTrace, other: ConnectionTrace): boolean {
  return one.id === other.id;
}

function isWhole(trace: ConnectionTrace | undefined): boolean {
  return trace === undefined || trace.steps.has('ok') || trace.steps.has('refused');
}
