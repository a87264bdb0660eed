import type { Push } from '@drupal-nodejs/protocol';
import type { Encoding } from './encoding.ts';

/** Where the pushes for one connection go, whatever their channel. */
export interface Outlet {
  readonly encoding: Encoding;

  /** Takes bytes that other outlets share: they must not be changed. */
  write(frame: Buffer): void;
}

/** One connection's place in one channel, as the hub sees it. */
export interface Listener {
  readonly outlet: Outlet;

  /** Set while the listener is still being answered what it missed; pushes wait here. */
  held: Push[] | undefined;

  /** Where the hub keeps the listener; the hub's own. */
  slot: number;

  /** Told when a publication didn't get here: what comes next would hide the hole, so the listener must leave. */
  lost(): void;
}
