// A child process of crash.test.ts: sends lines five at a time, and kills itself when line KILL_AT is to be published.
// Arguments: database URL, uid, KILL_AT, client ids. Tells its parent of each receipt.
import { createPlugin, type RoomEvent } from '@drupal-nodejs/chatroom';
import pino from 'pino';

const [url = '', user = '', killAt = '0', ...clientIds] = process.argv.slice(2);

const plugin = createPlugin({
  database: url,
  rooms: { lobby: { members: ['authenticated'] } },
  pace: { burst: 1000, perSecond: 1000 },
});
await plugin.start?.({
  log: pino({ enabled: false }),
  publish: async (_site, _channel, data) => {
    const { seq } = data as RoomEvent;
    if (seq === Number(killAt)) process.kill(process.pid, 'SIGKILL');
    process.send?.({ published: seq });
  },
  unsubscribe: async () => undefined,
  tell: () => undefined,
  drupal: () => undefined,
});

const caller = { site: 'default', client: 'child', user, info: { name: 'Alice' } };
for (let first = 0; first < clientIds.length; first += 5) {
  await Promise.all(
    clientIds.slice(first, first + 5).map(async (client_id) => {
      const receipt = await plugin.methods.send?.(
        { room: 'lobby', client_id, body: `line ${client_id}` },
        caller,
      );
      process.send?.({ receipt });
    }),
  );
}
await plugin.stop?.();
process.disconnect?.();
