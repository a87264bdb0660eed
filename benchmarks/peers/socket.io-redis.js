// Socket.IO with its Redis Streams adapter, WebSocket only: one room, `emit` to it. Address of Redis as argument.
import { createServer } from 'node:http';
import { createClient } from '@redis/client';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Server } from 'socket.io';
import { serveMessages } from './messages.js';

// The replies of the older protocol are what the adapter reads.
const redis = createClient({ url: process.argv[2], RESP: 2 });
await redis.connect();
const server = createServer();
const io = new Server(server, {
  serveClient: false,
  transports: ['websocket'],
  adapter: createAdapter(redis),
});
io.on('connection', (socket) => socket.join('bench'));
const serve = serveMessages((message) => io.to('bench').emit('message', JSON.parse(message)));
server.on('request', serve);
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
