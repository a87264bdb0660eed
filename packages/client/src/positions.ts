import type { SiteStorage } from './site-storage.ts';

/** The place of a publication in its channel. */
export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

/**
 * How far each channel was delivered, carried over page loads.
 *
 * A page load is a cut like any other: the next page subscribes from the position the last one reached, so
 * nothing falls between the two. A page trusts its own memory first: one that comes back from the browser's
 * back/forward cache is behind what later pages of the tab have stored.
 */
export class Positions {
  readonly #storage: SiteStorage;
  readonly #reached = new Map<string, Position>();

  constructor(storage: SiteStorage) {
    this.#storage = storage;
  }

  get(channel: string): Position | undefined {
    return this.#reached.get(channel) ?? parse(this.#storage.get(key(channel)));
  }

  set(channel: string, position: Position): void {
    this.#reached.set(channel, position);
    this.#storage.set(key(channel), `${position.offset} ${position.epoch}`);
  }

  delete(channel: string): void {
    this.#reached.delete(channel);
    this.#storage.delete(key(channel));
  }
}

function key(channel: string): string {
  return `position:${channel}`;
}

function parse(kept: string | undefined): Position | undefined {
  if (kept === undefined) return undefined;
  const cut = kept.indexOf(' ');
  const offset = Number(kept.slice(0, cut));
  const isWhole = cut > 0 && Number.isSafeInteger(offset) && offset >= 0;
  return isWhole ? { epoch: kept.slice(cut + 1), offset } : undefined;
}
