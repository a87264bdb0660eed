import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { ServeProcess } from '../serve-process.ts';

/** Opens so many sockets; resolves when each either stays open or was cut off. */
async function flood(server: ServeProcess, count: number): Promise<readonly Socket[]> {
  const [host = '', port = ''] = server.clients.split(':');
  const sockets = Array.from({ length: count }, () => connect(Number(port), host));
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.on('error', () => socket.destroy());
          socket.once('close', () => resolve());
          // An answer leaves the socket open.
          socket.once('data', () => resolve());
          socket.write('GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n');
        }),
    ),
  );
  return sockets.filter(({ destroyed }) => !destroyed);
}

it('a process whose files are used up by clients goes on, says so once, and has kept some for the API', async () => {
  await using server = await ServeProcess.start({}, {}, { openFiles: 160 });
  const open = await flood(server, 300);
  expect(open).toHaveLength(80);
  expect(await server.said('clients are cut off')).toMatchObject({ level: 50, open: 80 });
  expect((await server.call('info', {})).status).toBe(200);
  const metrics = await (await fetch(`http://${server.api}/metrics`)).text();
  expect(metrics).toContain('drupal_nodejs_limited_total{site="",limit="connections"} 220');
  for (const socket of open) {
    socket.destroy();
  }
  let again: readonly Socket[] = [];
  while (again.length === 0) {
    again = await flood(server, 1);
  }
  again[0]?.destroy();
  expect(server.log.filter(({ msg }) => msg.includes('cut off'))).toHaveLength(1);
}, 60_000);

it('limits.connections: more sockets than that are cut off', async () => {
  await using server = await ServeProcess.start({ limits: { connections: 3 } });
  const open = await flood(server, 10);
  expect(open).toHaveLength(3);
  for (const socket of open) {
    socket.destroy();
  }
}, 60_000);
