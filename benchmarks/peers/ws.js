// `ws` as most servers use it: the same text sent to each client.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { serveMessages } from './messages.js';

const server = createServer(
  serveMessages((message) => {
    for (const client of clients.clients) client.send(message);
  }),
);
const clients = new WebSocketServer({ server, perMessageDeflate: false });
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
