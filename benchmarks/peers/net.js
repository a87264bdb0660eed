// What Node's own sockets take at least: no library, nothing is checked but a token, and a message is one shared frame.
import { hash } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { serveMessages } from './messages.js';
import { verify } from './tokens.js';

const [, , secret] = process.argv;
const listeners = new Set();

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', secret === undefined ? shakeHands : shakeHandsThenAnswer);
  socket.on('close', leave);
  socket.on('error', leave);
});

function shakeHands(chunk) {
  this.off('data', shakeHands);
  upgrade(this, chunk);
  listeners.add(this);
  // Read, so that it closes.
  this.resume();
}

function shakeHandsThenAnswer(chunk) {
  this.off('data', shakeHandsThenAnswer);
  upgrade(this, chunk);
  this.on('data', answer);
}

function upgrade(socket, chunk) {
  const [, key] = /^sec-websocket-key: (.*)\r$/im.exec(chunk.toString('latin1'));
  const accept = hash('sha1', `${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, 'base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
}

function answer(chunk) {
  const head = (chunk[1] & 0x7f) === 126 ? 8 : 6;
  const lines = chunk.subarray(head);
  for (let i = 0; i < lines.length; i++) lines[i] ^= chunk[head - 4 + (i & 3)];
  const answers = lines
    .toString()
    .split('\n')
    .map((line) => {
      const { id, connect } = JSON.parse(line);
      if (connect === undefined) {
        listeners.add(this);
        return JSON.stringify({ id, subscribe: {} });
      }
      this.user = verify(connect.token, secret).sub;
      return JSON.stringify({ id, connect: { client: String(id) } });
    });
  this.write(frame(answers.join('\n')));
}

function leave() {
  listeners.delete(this);
}

function frame(text) {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), payload]);
}

const publishing = createHttpServer(
  serveMessages((message) => {
    const bytes = frame(message);
    for (const socket of listeners) socket.write(bytes);
  }),
);
publishing.keepAliveTimeout = 75_000;
publishing.listen(0, '127.0.0.1', () =>
  server.listen(0, '127.0.0.1', () =>
    console.log(`publishing on ${publishing.address().port}, listening on ${server.address().port}`),
  ),
);
