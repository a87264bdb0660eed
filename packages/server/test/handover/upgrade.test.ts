import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ServeProcess } from '../serve-process.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { Crowd, lossless, upgradeTwice } from './crowd.ts';

// Each test starts several processes: on a busy machine that takes its time.
describe('an upgrade in place', { timeout: 30_000 }, () => {
  it('closes nobody: every client hears everything that was acknowledged, once and in order', async () => {
    await using server = await ServeProcess.start({ channels: lossless, limits: { recovery: 100_000 } });
    const crowd = await Crowd.connect(server, [
      ...Array.from({ length: 10 }, () => ['websocket', 'json'] as const),
      ...Array.from({ length: 5 }, () => ['websocket', 'protobuf'] as const),
      ...Array.from({ length: 5 }, () => ['http_stream', 'json'] as const),
      ...Array.from({ length: 5 }, () => ['sse', 'json'] as const),
    ]);
    const published = await upgradeTwice(server, crowd);
    expect(crowd.logs).toEqual(crowd.logs.map(() => published));
    expect(crowd.interruptions).toEqual([]);
    const stats = (await (await server.call('presence_stats', { channel: 'user:7' })).json()) as {
      result: object;
    };
    expect(stats.result).toMatchObject({ num_clients: 25 });
    // What they ask is answered too, by whichever way they send it.
    for (const { subscription } of crowd.members) {
      expect((await subscription.history({ limit: 0 })).offset).toBe(published.length);
    }
    crowd.disconnect();
  });

  it('is told to systemd, which else would take the end of the old process for the end of the server', async () => {
    await using folder = await temporaryFolder();
    const said = join(folder.path, 'said');
    await writeFile(join(folder.path, 'systemd-notify'), `#!/bin/sh\necho "$@" >> ${said}\n`, {
      mode: 0o755,
    });
    await using server = await ServeProcess.start(
      {},
      { NOTIFY_SOCKET: join(folder.path, 'socket'), PATH: `${folder.path}:${process.env.PATH}` },
    );
    const { pid } = server;
    await server.upgrade();
    await server.exited;
    expect(server.process.exitCode).toBe(0);
    expect((await readFile(said, 'utf8')).trim().split('\n')).toEqual([
      `--ready MAINPID=${pid}`,
      `--ready MAINPID=${server.pid}`,
    ]);
  });
});
