import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../running-server.ts';
import { isRunning, ServeProcess } from '../serve-process.ts';
import { Crowd, lossless, Publisher, type Way } from './crowd.ts';

const ways: readonly Way[] = [
  ['websocket', 'json'],
  ['websocket', 'json'],
  ['websocket', 'protobuf'],
  ['http_stream', 'json'],
  ['sse', 'json'],
];

// Each test starts several processes: on a busy machine that takes its time.
describe('an upgrade that fails', { timeout: 120_000 }, () => {
  it('changes nothing where the new configuration is wrong, and a mended one is taken', async () => {
    await using server = await ServeProcess.start({ channels: lossless });
    const crowd = await Crowd.connect(server, ways);
    const publisher = new Publisher(server);
    const { good } = await server.spoil();
    expect(await server.upgrade()).toMatchObject({
      msg: 'the upgrade failed: this process goes on',
      reason: 'ended with exit code 1',
    });
    await publisher.acknowledged(30);
    await good();
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    await publisher.acknowledged(60);
    const published = await publisher.stop();
    await crowd.heard(published.length);
    expect(crowd.logs).toEqual(crowd.logs.map(() => published));
    expect(crowd.interruptions).toEqual([]);
    crowd.disconnect();
  });

  it('changes nothing wherever the successor dies on its way, for any number of times', async () => {
    await using folder = await temporaryFolder();
    const fate = join(folder.path, 'fate');
    const module = join(folder.path, 'mortal.mjs');
    await writeFile(fate, 'live');
    await writeFile(
      module,
      `import { readFileSync } from 'node:fs';
       export const createPlugin = () => ({
         name: 'mortal',
         methods: {},
         async start() {
           const fate = readFileSync(${JSON.stringify(fate)}, 'utf8');
           if (fate === 'throw') throw new Error('no');
           if (fate === 'live') return;
           // The words of the predecessor come to everybody who listens: 'shipped', and the 'state' for which to die.
           process.on('message', ({ type }) => type === fate && process.kill(process.pid, 'SIGKILL'));
         },
       });`,
    );
    await using server = await ServeProcess.start({
      channels: lossless,
      plugins: [{ module, options: {} }],
    });
    const crowd = await Crowd.connect(server, ways);
    const publisher = new Publisher(server);
    let heard = 0;
    for (const moment of ['throw', 'port', 'wire', 'shipped', 'state', 'wire', 'state']) {
      await writeFile(fate, moment);
      expect(await server.upgrade()).toMatchObject({ msg: 'the upgrade failed: this process goes on' });
      heard += 20;
      await publisher.acknowledged(heard);
    }
    await writeFile(fate, 'live');
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    await publisher.acknowledged(heard + 20);
    const published = await publisher.stop();
    await crowd.heard(published.length);
    expect(crowd.logs).toEqual(crowd.logs.map(() => published));
    expect(crowd.interruptions).toEqual([]);
    for (const { subscription } of crowd.members) {
      expect((await subscription.history({ limit: 0 })).offset).toBe(published.length);
    }
    crowd.disconnect();
  });

  it('is called off by SIGTERM, which keeps the state', async () => {
    await using folder = await temporaryFolder();
    const snapshot = join(folder.path, 'snapshot');
    const engine = { type: 'memory', snapshot };
    await using server = await ServeProcess.start({ channels: lossless, engine });
    const publisher = new Publisher(server);
    await publisher.acknowledged(10);
    const published = await publisher.stop();
    process.kill(server.pid, 'SIGUSR2');
    const { pid } = await server.said('an upgrade begins');
    process.kill(server.pid, 'SIGTERM');
    await server.ended;
    expect(server.process.exitCode).toBe(0);
    expect(isRunning(Number(pid))).toBe(false);

    await using next = await ServeProcess.start({ channels: lossless, engine });
    const { result } = (await (await next.call('history', { channel: 'user:7', limit: 100 })).json()) as {
      result: { publications: { data: number }[] };
    };
    expect(result.publications.map(({ data }) => data)).toEqual(published);
  });
});
