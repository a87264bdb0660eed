// Socket.IO that does what ours does for a client: it checks a token, then lets the client subscribe to a channel.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { serveMessages } from './messages.js';
import { verify } from './tokens.js';

const [, , secret] = process.argv;
const channels = new Set();
const server = createServer();
const io = new Server(server, { serveClient: false, transports: ['websocket'] });
io.use((socket, next) => {
  try {
    socket.data.user = verify(socket.handshake.auth.token, secret).sub;
    next();
  } catch (error) {
    next(error);
  }
});
io.on('connection', (socket) => {
  socket.on('subscribe', (channel, answer) => {
    channels.add(channel);
    socket.join(channel);
    answer();
  });
});
const serve = serveMessages((message) => io.to([...channels]).emit('message', JSON.parse(message)));
server.on('request', serve);
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
