import type { CrowdFound } from './breaks/crowd.ts';
import type { StallFound } from './breaks/stalled-reader.ts';
import type { HostName } from './hosts.ts';

/** The classic steps of one connection, plus what may stand in their place. */
export type TraceStep =
  | 'page'
  | 'connect'
  | 'asked'
  | 'channels'
  | 'ok'
  | 'remembered'
  | 'session'
  | 'refused';

/** What happens behind the screens, told to the page as it happens. */
export type DemoEvent =
  | {
      readonly type: 'trace';
      readonly step: TraceStep;
      readonly host: HostName;
      /** Names one connection; the page step has none yet. */
      readonly connection?: string;
      /** The n-th connection with this token that is open. */
      readonly tab?: number;
      readonly user?: string;
      readonly name?: string;
      readonly ms: number;
      readonly bytes: number;
      readonly detail?: string;
    }
  | {
      readonly type: 'server';
      readonly state: 'starting' | 'up' | 'down';
      readonly why: 'start' | 'killed' | 'restart' | 'upgrade' | 'stop';
      readonly pid?: number;
      readonly ms?: number;
    }
  | { readonly type: 'network'; readonly host: HostName; readonly up: boolean }
  | {
      readonly type: 'account';
      readonly uid: string;
      readonly name: string;
      readonly what: 'logged-in' | 'logged-out' | 'role-given' | 'role-taken';
      readonly host?: HostName;
      readonly role?: string;
      readonly connections?: number;
    }
  | ({ readonly type: 'break' } & BreakOutcome);

/** What one broken thing did, and what the push server acknowledged meanwhile. */
export interface BreakOutcome {
  readonly run: string;
  readonly kind: 'cut' | 'kill' | 'restart' | 'upgrade' | 'drupal' | 'stall' | 'crowd' | 'role' | 'logout';
  readonly host: HostName | null;
  readonly ms: number;
  readonly channel: string | null;
  readonly of: number;
  readonly acknowledged: readonly number[];
  readonly refused: readonly number[];
  readonly connections: number;
  readonly stateKept: boolean;
  readonly pid?: { readonly before: number; readonly after: number };
  readonly stall?: StallFound;
  readonly crowd?: CrowdFound;
}

/** An event with its running number and time (unix milliseconds). */
export type LoggedEvent = DemoEvent & { readonly id: number; readonly at: number };

/** Keeps the last events and tells new ones; independent of the push server, for it tells of its death too. */
export class EventLog {
  readonly #kept: LoggedEvent[] = [];
  readonly #listeners = new Set<(event: LoggedEvent) => void>();
  readonly #limit: number;
  // Numbers grow over restarts of the demo, so that a page's Last-Event-ID never hides what is new.
  #next = Date.now() * 1000;

  constructor(limit = 100) {
    this.#limit = limit;
  }

  emit(event: DemoEvent): void {
    const logged: LoggedEvent = { ...event, id: this.#next++, at: Date.now() };
    this.#kept.push(logged);
    if (this.#kept.length > this.#limit) this.#forgetOne();
    for (const listener of this.#listeners) listener(logged);
  }

  /** The kept events with a higher number, oldest first. */
  since(id: number): readonly LoggedEvent[] {
    return this.#kept.filter((event) => event.id > id);
  }

  /** Calls back for each new event until the returned function is called. */
  listen(listener: (event: LoggedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The oldest, but for how the push server is: a page that opens much later shows that too. */
  #forgetOne(): void {
    const isNewestOfServer = this.#kept.findLastIndex(({ type }) => type === 'server') === 0;
    this.#kept.splice(isNewestOfServer ? 1 : 0, 1);
  }
}
