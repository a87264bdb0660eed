import type { CrowdFound } from './breaks/crowd.ts';
import type { StallFound } from './breaks/stalled-reader.ts';
import type { HostName } from './hosts.ts';
import type { Logged, ServerEvent, TraceEvent } from './site-event.ts';

/** What happens behind the screens, told to the page as it happens. */
export type DemoEvent =
  | TraceEvent
  | ServerEvent
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

/** Keeps the last events and tells new ones; independent of the push server, for it tells of its death too. */
export class EventLog {
  readonly #kept: Logged<DemoEvent>[] = [];
  readonly #listeners = new Set<(event: Logged<DemoEvent>) => void>();
  readonly #limit: number;
  // Numbers grow over restarts of the demo, so that a page's Last-Event-ID never hides what is new.
  #next = Date.now() * 1000;

  constructor(limit = 100) {
    this.#limit = limit;
  }

  emit(event: DemoEvent): void {
    const logged: Logged<DemoEvent> = { ...event, id: this.#next++, at: Date.now() };
    this.#kept.push(logged);
    if (this.#kept.length > this.#limit) this.#forgetOne();
    for (const listener of this.#listeners) listener(logged);
  }

  /** The kept events with a higher number, oldest first. */
  since(id: number): readonly Logged<DemoEvent>[] {
    return this.#kept.filter((event) => event.id > id);
  }

  /** Calls back for each new event until the returned function is called. */
  listen(listener: (event: Logged<DemoEvent>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The oldest, but for how the push server is: a page that opens much later shows that too. */
  #forgetOne(): void {
    const isNewestOfServer = this.#kept.findLastIndex(({ type }) => type === 'server') === 0;
    this.#kept.splice(isNewestOfServer ? 1 : 0, 1);
  }
}
