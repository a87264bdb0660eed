import type { Duplex } from 'node:stream';

const lastWordsMs = 5_000;

/** Who has a socket. */
export interface SocketOwner {
  /** Takes what came; absent where nothing is to be heard but the end. */
  read?(chunk: Buffer, socket: Duplex): void;
  /** The other end says no more, or the socket is gone. */
  left(socket: Duplex, isClosed: boolean): void;
}

/** Where a socket has its owner: functions that all sockets share weigh less than closures for each. */
const owner = Symbol('owner');
type OwnedSocket = Duplex & { [owner]?: SocketOwner | undefined };

/**
 * Has an owner, the first or the next, hear what happens from now on.
 *
 * For the one before the other end is gone: a client may say what makes a WebSocket behind a request that has an answer
 * without end.
 */
export function own(socket: OwnedSocket, by: SocketOwner): void {
  const before = socket[owner];
  socket[owner] = by;
  before?.left(socket, true);
  if (by.read !== undefined && before?.read === undefined) {
    socket.on('data', heard);
  }
  if (before === undefined) {
    socket.on('end', ended);
    socket.on('close', closed);
    endOnError(socket);
  }
}

/** Leaves a socket, with what came but is not read yet, to somebody else's listeners. */
export function disown(socket: OwnedSocket, unread: Buffer): void {
  socket[owner] = undefined;
  socket.off('data', heard);
  socket.off('end', ended);
  socket.off('close', closed);
  socket.off('error', destroy);
  socket.pause();
  socket.unshift(unread);
}

/** Ends a socket at its first error; holds nothing but the socket, however long it lives. */
export function endOnError(socket: Duplex): void {
  if (socket.listenerCount('error', destroy) === 0) {
    socket.on('error', destroy);
  }
}

/** Ends a socket with its last words, if there are any; a reader that does not read gets a while for what waits for it. */
export function endWith(socket: Duplex, lastWords: Buffer | undefined): void {
  socket.end(lastWords);
  const timer = setTimeout(() => socket.destroy(), lastWordsMs).unref();
  socket.once('close', () => clearTimeout(timer));
}

function heard(this: OwnedSocket, chunk: Buffer): void {
  this[owner]?.read?.(chunk, this);
}

// Who says no more is gone: what would be written now could only fail.
function ended(this: OwnedSocket): void {
  this.end();
  this[owner]?.left(this, false);
}

function closed(this: OwnedSocket): void {
  this[owner]?.left(this, true);
}

function destroy(this: Duplex): void {
  this.destroy();
}
