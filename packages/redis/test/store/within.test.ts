import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { within } from '../../src/store/within.ts';

it('an answer that came in time counts, although the process was too busy to look', async () => {
  const server = createServer((socket) => socket.end('pong')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const answer = within(50, once(socket, 'data'), () => new Error('late'));
  const until = performance.now() + 200;
  while (performance.now() < until) {
    // Busy.
  }
  expect(String((await answer)[0])).toBe('pong');
  socket.destroy();
  server.close();
});

it('what never comes is given up', async () => {
  await expect(within(5, new Promise(() => undefined), () => new Error('late'))).rejects.toThrow('late');
});
