import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { connectionToken, startServer } from '../../running-server.ts';
import { echo } from './frame-socket.ts';

const script = fileURLToPath(new URL('websockets-client.py', import.meta.url));
const hasPython = existsSync('/usr/lib/python3/dist-packages/websockets/__init__.py');
// Where everything must run, what is missing fails instead.
const maySkip = !hasPython && process.env.CI !== 'true';
if (maySkip) {
  console.error('Not tested with a client stack that is not Node’s: apt-get install python3-websockets');
}

describe('the server with a client stack of others', () => {
  it('speaks with Node’s own WebSocket, through the SDK', async () => {
    await using server = await startServer({ limits: { frame: '1MB' } }, { plugins: [echo] });
    const client = server.client({ token: await connectionToken('7'), websocket: WebSocket });
    client.connect();
    await client.ready();
    for (const length of [0, 125, 126, 10_000, 100_000]) {
      const text = 'é€𝄞'.repeat(Math.floor(length / 9)) + 'x'.repeat(length % 9);
      expect((await client.rpc('echo.say', text)).data).toBe(text);
    }
  });

  it('closes with Node’s own WebSocket in order, whoever begins', async () => {
    await using server = await startServer();
    const closed = async (begin: (socket: WebSocket) => void): Promise<unknown[]> => {
      const socket = new WebSocket(server.url);
      const end = new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve));
      socket.addEventListener('open', () => begin(socket));
      const { code, wasClean } = await end;
      return [code, wasClean];
    };
    expect(await closed((socket) => socket.close(4321, 'enough'))).toEqual([4321, true]);
    expect(await closed((socket) => socket.send('[]'))).toEqual([3501, true]);
  });

  it.skipIf(maySkip)('speaks with Python’s websockets', async () => {
    await using server = await startServer({ limits: { frame: '1MB' } }, { plugins: [echo] });
    const { stdout } = await promisify(execFile)('/usr/bin/python3', [
      script,
      server.url,
      await connectionToken('7'),
    ]);
    expect(JSON.parse(stdout)).toEqual({
      extensions: [],
      connect: true,
      'echo 0': true,
      'echo 125': true,
      'echo 126': true,
      'echo 10000': true,
      'echo 100000': true,
      fragments: 'in pieces ✓',
      pong: true,
      close: 4321,
      refused: [3500, 'invalid token'],
    });
  });
});
