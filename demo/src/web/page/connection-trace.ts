import type { Logged, TraceEvent, TraceStep } from '../../site-event.ts';

/** What one step took. */
export interface StepFigures {
  readonly ms: number;
  readonly bytes: number;
  /** Of step `channels`: their names. */
  readonly detail: string;
}

/** The steps of one connection, filled as they happen. */
export interface ConnectionTrace {
  readonly id: string;
  readonly name: string;
  readonly tab: number;
  /** True for a page that came back after a cut: no page was loaded for it. */
  readonly isReturn: boolean;
  readonly steps: ReadonlyMap<TraceStep, StepFigures>;
}

const connectsWithinMs = 15_000;

/** Sorts the site's trace events into connections. */
export class ConnectionTraces {
  readonly #open = new Map<string, ConnectionTrace>();
  /** Pages that were rendered and haven't connected yet. */
  #pages: { readonly host: string; readonly at: number; readonly figures: StepFigures }[] = [];

  /** Takes an event in; gives the connection as it now is, or undefined when there is nothing new to show. */
  take(event: Logged<TraceEvent>): ConnectionTrace | undefined {
    const { connection, host, step, ms, bytes, detail = '' } = event;
    if (connection === undefined) {
      this.#pages.push({ host, at: event.at, figures: { ms, bytes, detail } });
      return undefined;
    }
    const before = this.#open.get(connection) ?? this.#begin(connection, event);
    if (before.steps.has(step)) return undefined;
    const trace = {
      ...before,
      name: event.name || before.name,
      tab: Math.max(before.tab, event.tab ?? 1),
      steps: new Map([...before.steps, [step, { ms, bytes, detail }] as const]),
    };
    this.#open.set(connection, trace);
    return trace;
  }

  #begin(id: string, { host, at }: Logged<TraceEvent>): ConnectionTrace {
    // A page that was closed before it connected belongs to nobody.
    this.#pages = this.#pages.filter((page) => at - page.at < connectsWithinMs);
    const index = this.#pages.findIndex((page) => page.host === host);
    const page = index < 0 ? undefined : this.#pages.splice(index, 1)[0]?.figures;
    const name = host.slice(0, 1).toUpperCase() + host.slice(1);
    return { id, name, tab: 1, isReturn: page === undefined, steps: new Map(page && [['page', page]]) };
  }
}
