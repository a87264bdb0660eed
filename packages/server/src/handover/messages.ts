import type { UpgradeRequest } from '../transport/websocket-handshake.ts';
import type { Inheritance } from './inheritance.ts';

/** Set in the environment of a successor, by whoever started it. */
export const successorVariable = 'DRUPAL_NODEJS_SUCCESSOR';

/** What the process that has everything says to its successor. */
export type ToSuccessor =
  /** With the handle of a listening socket. */
  | { readonly type: 'port'; readonly name: PortName; readonly address: string }
  /** With the handle of a client's socket. */
  | { readonly type: 'wire'; readonly id: number }
  | { readonly type: 'shipped' }
  | { readonly type: 'state'; readonly inheritance: Inheritance }
  /** With the handle of a client's socket; comes after the state. */
  | { readonly type: 'upgrade'; readonly request: UpgradeRequest; readonly head: string };

/** What the successor says to the process it comes after. */
export type ToPredecessor =
  /** It could start: its configuration is good, its plugins run. */
  | { readonly type: 'prepared' }
  /** Everything shipped is here. */
  | { readonly type: 'shipped' }
  /** The state is here: from this word on it answers, and the predecessor does not. */
  | { readonly type: 'live' }
  /** Whoever looks after processes knows of this one: the predecessor may end. */
  | { readonly type: 'announced' };

export type PortName = 'clients' | 'api';
