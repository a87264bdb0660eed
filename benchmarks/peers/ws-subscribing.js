// `ws` that does what ours does for a client: it checks a token, subscribes to a channel, and answers both.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { serveMessages } from './messages.js';
import { verify } from './tokens.js';

const [, , secret] = process.argv;
const channels = new Map();
const server = createServer(
  serveMessages((message) => {
    for (const listeners of channels.values()) for (const client of listeners) client.send(message);
  }),
);
const clients = new WebSocketServer({ server, perMessageDeflate: false });
clients.on('connection', (client, request) => {
  const first = request.headers['sec-websocket-protocol']?.split('frame.')[1];
  if (first !== undefined) hear(client, Buffer.from(first, 'base64url'));
  client.on('message', (data) => hear(client, data));
});

function hear(client, data) {
  const answers = data
    .toString()
    .split('\n')
    .map((line) => answer(client, JSON.parse(line)));
  client.send(answers.join('\n'));
}

function answer(client, { id, connect, subscribe }) {
  if (connect !== undefined) {
    client.user = verify(connect.token, secret).sub;
    return JSON.stringify({ id, connect: { client: String(id) } });
  }
  const listeners = channels.get(subscribe.channel) ?? new Set();
  channels.set(subscribe.channel, listeners.add(client));
  client.on('close', () => listeners.delete(client));
  return JSON.stringify({ id, subscribe: {} });
}

server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
