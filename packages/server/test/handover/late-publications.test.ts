import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Centrifuge } from 'centrifuge';
import { expect, it, onTestFinished } from 'vitest';
import { connectionToken, next, subscriptionToken } from '../running-server.ts';
import { ServeProcess } from '../serve-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Publishes when an address answers. */
const plugin = `
let host;
export const createPlugin = ({ url }) => ({
  name: 'late',
  async start(offered) { host = offered; },
  methods: {
    async say(data, { site }) {
      await fetch(url);
      await host.publish(site, 'user:7', data);
      return 'said';
    },
  },
});`;

it('what a plugin publishes after an upgrade in place, for who could not be moved, reaches those who were', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  const gate = createServer((_request, response) => asked.resolve(response)).listen(0, '127.0.0.1');
  onTestFinished(() => void gate.close());
  await once(gate, 'listening');
  await using folder = await temporaryFolder();
  const module = join(folder.path, 'late.mjs');
  await writeFile(module, plugin);
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}/`;
  await using server = await ServeProcess.start({ plugins: [{ module, options: { url } }] });
  const endpoint = `ws://${server.clients}/connection/websocket`;
  const listener = new Centrifuge(endpoint, { token: await connectionToken('7') });
  const subscription = listener.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
  subscription.subscribe();
  listener.connect();
  await subscription.ready();
  const busy = new Centrifuge(endpoint, { token: await connectionToken('8') });
  busy.connect();
  await busy.ready();

  const heard = next<{ data: unknown }>(subscription, 'publication');
  const answered = busy.rpc('late.say', { late: true }).then(
    ({ data }) => data,
    // Its process sends it away while it still waits.
    () => 'sent away',
  );
  const response = await asked.promise;
  expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
  response.end();
  expect((await heard).data).toEqual({ late: true });
  await answered;
  busy.disconnect();
  listener.disconnect();
}, 60_000);
