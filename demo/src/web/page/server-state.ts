import type { ServerEvent } from '../../site-event.ts';
import type { PageSettings } from '../settings.ts';

const words = Object.freeze({ up: 'up', starting: 'starting…', down: 'down' });
const states = Object.freeze({ up: 'live', starting: 'connecting', down: 'offline' });

/** Two lines in the head of the page: the push server's life, and what runs Drupal's half. */
export class ServerState {
  readonly #server: HTMLElement;
  readonly #drupal: HTMLElement;
  readonly #drupalWords: string;

  constructor(server: HTMLElement, drupal: HTMLElement, php: PageSettings['demo']['php']) {
    this.#server = server;
    this.#drupal = drupal;
    this.#drupalWords = `Drupal’s half: PHP ${php.version}${php.kind === 'wasm' ? ' (WebAssembly)' : ''}`;
    this.showReach(true);
  }

  take({ state, pid }: ServerEvent): void {
    this.#server.dataset.state = states[state];
    this.#server.textContent = `Push server: ${words[state]}${pid === undefined ? '' : `, process ${pid}`}`;
  }

  /** Tells whether the demo itself still runs. */
  showReach(isReached: boolean): void {
    this.#drupal.dataset.state = isReached ? 'live' : 'offline';
    this.#drupal.textContent = isReached ? this.#drupalWords : 'The demo is not reached; trying again';
    if (isReached) return;
    this.#server.dataset.state = 'offline';
    this.#server.textContent = 'Push server: not known';
  }
}
