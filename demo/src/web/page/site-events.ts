import type { Logged, ServerEvent, TraceEvent } from '../../site-event.ts';

/** What happens around the push server; comes from the demo's own process, so it outlives the server. */
export type SiteEvent = Logged<TraceEvent | ServerEvent>;

/** The demo's stream of events; the browser reconnects by itself and gets what it missed. */
export class SiteEvents {
  readonly #listeners = new Set<(event: SiteEvent) => void>();
  readonly #stateListeners = new Set<(isOpen: boolean) => void>();

  constructor(address: string) {
    const source = new EventSource(address);
    source.addEventListener('message', ({ data }) => {
      const event = readEvent(String(data));
      if (event !== undefined) for (const listener of this.#listeners) listener(event);
    });
    source.addEventListener('open', () => this.#tell(true));
    source.addEventListener('error', () => this.#tell(false));
  }

  on(listener: (event: SiteEvent) => void): void {
    this.#listeners.add(listener);
  }

  /** Tells whether the demo's own process is reached. */
  onReach(listener: (isReached: boolean) => void): void {
    this.#stateListeners.add(listener);
  }

  #tell(isOpen: boolean): void {
    for (const listener of this.#stateListeners) listener(isOpen);
  }
}

function readEvent(json: string): SiteEvent | undefined {
  const event = JSON.parse(json) as { type?: unknown };
  return event.type === 'trace' || event.type === 'server' ? (event as SiteEvent) : undefined;
}
