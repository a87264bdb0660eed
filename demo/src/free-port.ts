import { randomInt } from 'node:crypto';
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
 * next; with 0 it begins somewhere below the ports of outgoing connections, one of which could take a port that was
 * found before it is used.
 */
export async function freePorts(count: number, first: number): Promise<number[]> {
  const start = first === 0 ? randomInt(20_000, 32_000) : first;
  const ports: number[] = [];
  for (let port = start; ports.length < count && port < Math.min(start + 100, 65_536); port++)
    if (await isFree(port)) ports.push(port);
  if (ports.length < count) throw new DemoError('port-in-use', `no free ports from ${start} on`);
  return ports;
}
