import type { Disconnect } from '@drupal-nodejs/protocol';
import type { Encoding } from '../hub/encoding.ts';
import type { Cursor } from './cursor.ts';

/** Where a connection's bytes go: a socket. */
export interface ByteSink {
  /** Bytes that were written but not yet taken by the network. */
  readonly writableLength: number;

  /** Writes bytes that other connections may share. */
  write(bytes: Buffer): void;
}

/** The wire under one connection. */
export interface Transport {
  readonly encoding: Encoding;

  /** Set where the client speaks in requests of its own: the secret that says which connection they are for. */
  readonly session?: string;

  /** Set where the client can't answer, so that nobody waits for its pongs. */
  readonly isOneWay?: true;

  /** Where a client stands that is told so with each event. */
  readonly cursor?: Cursor;

  /** Written to by the connection alone, and not after `close`. */
  readonly socket: ByteSink;

  /** Tells the client why and ends the wire; the connection hears nothing from it any more. */
  close(reason: Disconnect): void;
}
