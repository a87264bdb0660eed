import { Socket, type SocketConstructorOpts } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/**
 * What lies under a TCP socket and can go to another process.
 *
 * node:net keeps it to itself: the socket it would make of it there begins to read at once, and what it has read is
 * lost when that process does not come up.
 */
export interface Handle {
  reading: boolean;
  readStart(): void;
  readStop(): void;
  close(): void;
}

/** The handle of a plain TCP socket that is open; nothing for TLS, whose state no other process can have. */
export function handleOf(socket: Duplex): Handle | undefined {
  if (
    !(socket instanceof Socket) ||
    socket instanceof TLSSocket ||
    socket.destroyed ||
    socket.writableEnded
  ) {
    return undefined;
  }
  const { _handle: handle } = socket as unknown as { readonly _handle?: Partial<Handle> | null };
  return typeof handle?.readStart === 'function' && typeof handle.readStop === 'function'
    ? (handle as Handle)
    : undefined;
}

/** Leaves what comes in to the kernel. */
export function stopReading(handle: Handle): void {
  handle.reading = false;
  handle.readStop();
}

export function goOnReading(handle: Handle): void {
  handle.reading = true;
  handle.readStart();
}

/** Makes a socket on a handle of another process; it reads when somebody listens. */
export function socketOn(handle: Handle): Socket {
  const options: unknown = { handle, readable: true, writable: true, allowHalfOpen: true, manualStart: true };
  return new Socket(options as SocketConstructorOpts);
}
