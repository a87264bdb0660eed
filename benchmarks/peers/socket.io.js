// Socket.IO with its defaults, WebSocket only: one room, `emit` to it.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { serveMessages } from './messages.js';

const server = createServer();
const io = new Server(server, { serveClient: false, transports: ['websocket'] });
io.on('connection', (socket) => socket.join('bench'));
const serve = serveMessages((message) => io.to('bench').emit('message', JSON.parse(message)));
server.on('request', serve);
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
