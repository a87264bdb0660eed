import { createServer, type Server } from 'node:net';
import { DemoError } from './demo-error.ts';

const loopback = '127.0.0.1';

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, loopback, () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('not a TCP server');
  return address.port;
}

async function isFree(port: number): Promise<boolean> {
  try {
    const server = await listen(port);
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

/**
 * Finds `count` free ports on loopback, different from each other.
 *
 * With `first` it takes the next free ones from there on, so that the address stays the same from one start to the
 * next; with 0 the system chooses.
 */
export async function freePorts(count: number, first: number): Promise<number[]> {
  if (first === 0) {
    // All are held until the last is found, or the system would give the same one twice.
    const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
    const ports = servers.map(portOf);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return ports;
  }
  const ports: number[] = [];
  for (let port = first; ports.length < count && port < Math.min(first + 100, 65_536); port++)
    if (await isFree(port)) ports.push(port);
  if (ports.length < count) throw new DemoError('port-in-use', `no free ports from ${first} on`);
  return ports;
}
