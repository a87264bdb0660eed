import { element } from '../element.ts';
import { count } from '../figures.ts';
import type { LinkState } from '../frame-message.ts';

/** Says quietly how the connection stands, and what is kept while it is gone. */
export class Badge {
  readonly root: HTMLElement = element('span', { class: 'state', role: 'status' });
  #state: LinkState = 'connecting';
  #kept = 0;

  constructor() {
    this.#draw();
  }

  showState(state: LinkState): void {
    this.#state = state;
    this.#draw();
  }

  /** Takes the number of own lines that wait for the network. */
  showKept(kept: number): void {
    this.#kept = kept;
    this.#draw();
  }

  #draw(): void {
    const words = this.#words();
    this.root.dataset.state = this.#state === 'logged-out' ? 'ended' : this.#state;
    // Written only when it changes: a status that is set again is read out again.
    if (this.root.textContent !== words) this.root.textContent = words;
  }

  #words(): string {
    switch (this.#state) {
      case 'live':
        return 'live';
      case 'connecting':
        return 'connecting…';
      case 'offline':
        return this.#kept > 0 ? `offline, ${count(this.#kept, 'line')} kept` : 'offline, lines are kept';
      case 'ended':
      case 'logged-out':
        return 'logged out';
    }
  }
}
