import { type FrameReport, type FromFrame, isToFrame, type LinkState, type Order } from '../frame-message.ts';
import type { FrameHost } from '../settings.ts';

/** Tells the demo's page how this page stands, and does what it orders; alone in a tab it does nothing. */
export class Reporter {
  readonly #host: FrameHost;
  readonly #home: string;
  #state: LinkState = 'connecting';
  #reason = '';
  #kept = 0;

  constructor(host: FrameHost, home: string) {
    this.#host = host;
    this.#home = home;
  }

  showState(state: LinkState, reason = ''): void {
    this.#state = state;
    this.#reason = reason;
    document.documentElement.dataset.state = state === 'ended' ? 'logged-out' : state;
    this.#report();
  }

  showKept(kept: number): void {
    if (kept === this.#kept) return;
    this.#kept = kept;
    this.#report();
  }

  /** Answers each order of the demo's page; what is thrown goes back as its words. */
  obey(carryOut: (order: Order) => unknown): void {
    window.addEventListener('message', (event) => {
      if (event.origin !== this.#home || event.source !== window.parent || !isToFrame(event.data)) return;
      const { id, order } = event.data;
      void this.#answer(id, async () => carryOut(order));
    });
  }

  async #answer(id: number, carryOut: () => Promise<unknown>): Promise<void> {
    try {
      this.#post({ type: 'answer', id, value: await carryOut() });
    } catch (error) {
      this.#post({ type: 'answer', id, error: error instanceof Error ? error.message : String(error) });
    }
  }

  #report(): void {
    this.#post({ type: 'state', state: this.#state, reason: this.#reason, kept: this.#kept, at: Date.now() });
  }

  #post(report: FrameReport): void {
    if (window.parent === window) return;
    const message: FromFrame = { demo: 'from-frame', host: this.#host, report };
    window.parent.postMessage(message, this.#home);
  }
}
