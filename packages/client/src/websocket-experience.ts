import type { SiteStorage } from './site-storage.ts';

const key = 'websocket';

/** Where a tab keeps it from page to page. */
export type Tab = Pick<SiteStorage, 'get' | 'set' | 'delete'>;

/**
 * What a tab knows of its network: whether it opens WebSockets, and such as bring a frame.
 *
 * A handshake that got no answer tells nothing by itself, for the server may be away. What tells is the next one,
 * without a frame.
 */
export class WebSocketExperience {
  readonly #tab: Tab;
  /** Whether the last handshake with a frame got no answer; also for a tab that can keep nothing. */
  #isInDoubt = false;

  constructor(tab: Tab) {
    this.#tab = tab;
  }

  /** Whether a WebSocket has opened before, and none with a frame is known to fail. */
  get isGood(): boolean {
    return !this.#isInDoubt && this.#tab.get(key) === 'opens';
  }

  /** A WebSocket opened. */
  opened(): void {
    if (this.#isInDoubt) this.#tab.set(key, 'fails');
    else if (this.#tab.get(key) === undefined) this.#tab.set(key, 'opens');
  }

  /** A handshake got no answer that opened one. */
  unanswered(isWithFrame: boolean): void {
    this.#isInDoubt = isWithFrame;
    if (!isWithFrame && this.#tab.get(key) === 'opens') this.#tab.delete(key);
  }
}
