import { type AddressInfo, Server } from 'node:net';
import { StartError } from '../errors.ts';
import type { Handle } from './handle.ts';

/**
 * Connections that may wait to be accepted: more than any kernel lets. With Node's own 511 the others of a crowd that
 * comes while the loop is busy get no answer, and try again a second later.
 */
const backlog = 65_535;

/** How a server gets its port. */
export interface ListenOptions {
  /** A socket that is bound already. */
  readonly handle?: Handle | undefined;
  /** Whether other processes listen there too. */
  readonly isShared?: boolean;
}

/** Binds a server to `host:port`, or to a socket that is bound. @throws StartError LISTEN, naming the key */
export async function listen(
  server: Server,
  address: string,
  key: string,
  { handle, isShared = false }: ListenOptions = {},
): Promise<AddressInfo> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      const port = Number(address.slice(colon + 1));
      const listening = (): void => {
        server.off('error', reject);
        resolve();
      };
      if (handle === undefined) {
        server.listen({ host, port, backlog, reusePort: isShared }, listening);
      } else {
        server.listen(handle, backlog, listening);
      }
    });
  } catch (cause) {
    const found = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new StartError('LISTEN', `${key}: expected to listen on ${address}, found ${found}`, { cause });
  }
  const bound = server.address();
  if (bound === null || typeof bound === 'string') {
    throw new StartError('LISTEN', `${key}: expected ${address} to be a TCP address`);
  }
  return bound;
}

/** Leaves the port to another process; connections stay, also those that wait for their next request. */
export function leavePort(server: Server): void {
  // Its own close() would end those that are idle, under the hands of who just sends something.
  Server.prototype.close.call(server);
}

/** What a server listens on. */
export function portOf(server: Server): Handle | undefined {
  const { _handle: handle } = server as unknown as { readonly _handle?: Handle | null };
  return handle ?? undefined;
}
