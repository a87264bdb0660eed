import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { listen, portOf } from '../../src/transport/listen.ts';

// Twice what Node's own default of 511 lets wait; two of them must find room.
const crowd = 1_100;
const somaxconn = '/proc/sys/net/core/somaxconn';
const kernelLimit = existsSync(somaxconn) ? Number(readFileSync(somaxconn, 'utf8')) : 0;

/** Connects all at once, from a process of its own; tells how many the kernel let in while the server had no time. */
const connectAll = `
  const net = require('node:net');
  let connected = 0;
  const end = () => { console.log(connected); process.exit(); };
  setTimeout(end, 5_000);
  for (let i = 0; i < ${crowd}; i++) {
    net.connect(Number(process.argv[1]), '127.0.0.1', () => { if (++connected === ${crowd}) end(); });
  }
`;

/** Blocks this process, and with it the server, until the crowd has come. */
const crowdOn = (port: number): number =>
  Number(spawnSync(process.execPath, ['-e', connectAll, String(port)], { encoding: 'utf8' }).stdout);

it.skipIf(kernelLimit < 2 * crowd)(
  `a crowd that comes while the server is busy waits to be let in (needs net.core.somaxconn of ${2 * crowd})`,
  async () => {
    const first = createServer((socket) => socket.on('error', () => undefined));
    const { port } = await listen(first, '127.0.0.1:0', 'listen');
    expect(crowdOn(port)).toBe(crowd);

    const successor = createServer((socket) => socket.on('error', () => undefined));
    await listen(successor, '127.0.0.1:0', 'listen', { handle: portOf(first) });
    expect(crowdOn(port)).toBe(crowd);
    first.close();
  },
);
