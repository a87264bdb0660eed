import { once } from 'node:events';
import { createServer } from 'node:net';

const given = new Set<number>();

/**
 * Finds a port on loopback that nobody listens on: Drupal and the push server must know each other's beforehand.
 *
 * Gives none twice, as whoever asked may not listen yet.
 */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  if (given.has(address.port)) return findFreePort();
  given.add(address.port);
  return address.port;
}
