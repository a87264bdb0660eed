import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { ProbeError } from './probe-error.ts';
import { Inbox, type OpenWire } from './wire.ts';

/** Opens a WebSocket. */
export const openWebSocket: OpenWire = async ({ base, origin, ca, patienceMs }, first) => {
  const url = new URL('connection/websocket', base);
  url.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, undefined, {
    handshakeTimeout: patienceMs,
    ...(origin === undefined ? {} : { origin }),
    ...(ca === undefined ? {} : { ca }),
  });
  const inbox = new Inbox();
  const open = Promise.withResolvers<void>();
  socket.on('open', () => open.resolve());
  socket.on('unexpected-response', (_request, response: IncomingMessage) => {
    open.reject(new ProbeError('answer', `HTTP ${response.statusCode} instead of 101`));
    socket.terminate();
  });
  socket.on('error', (error) => {
    const isLate = /handshake has timed out/.test(error.message);
    const isBroken = (error as NodeJS.ErrnoException).code === undefined && !isLate;
    const problem = isLate
      ? new ProbeError('silent', `no answer to the handshake for ${patienceMs / 1000} s`)
      : isBroken
        ? new ProbeError('answer', error.message)
        : ProbeError.of(error);
    open.reject(problem);
    inbox.end(problem);
  });
  socket.on('message', (data) => {
    try {
      inbox.take(String(data));
    } catch (error) {
      inbox.end(ProbeError.of(error));
    }
  });
  socket.on('close', (code, reason) => {
    const isServers = code >= 3000 && code < 5000;
    inbox.end(new ProbeError(isServers ? 'refused' : 'ended', `closed with ${code} ${reason}`.trim()));
  });
  await open.promise;
  socket.send(JSON.stringify(first));
  return {
    inbox,
    mayBeHeld: false,
    send: async (command) => socket.send(JSON.stringify(command)),
    close: () => socket.terminate(),
  };
};
