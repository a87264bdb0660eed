// Bun's own publish, which is written in C++ over uWebSockets. Run by `bun`, not by Node.
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  idleTimeout: 75,
  async fetch(request, server) {
    if (server.upgrade(request)) return undefined;
    const body = await request.text();
    const isLines = request.headers.get('content-type') === 'application/x-ndjson';
    for (const message of isLines ? body.split('\n') : [body]) {
      if (message !== '') server.publish('bench', message);
    }
    return new Response('ok', { status: 202 });
  },
  websocket: {
    perMessageDeflate: false,
    open: (socket) => socket.subscribe('bench'),
    message() {},
  },
});
console.log(`listening on ${server.port}`);
