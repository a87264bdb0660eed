import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listen, listenServerSide, publish, until } from '../listener.ts';
import { next, startServer, temporaryFolder } from '../running-server.ts';

describe('a client that comes back', () => {
  it('gets everything it missed, once and in order, and is told that it is whole', async () => {
    await using server = await startServer();
    const { subscription, heard } = await listen(server);
    await publish(server, 1, 3);
    await until(heard, 3);

    subscription.unsubscribe();
    await publish(server, 4, 9);
    const back = next<{ recovered: boolean }>(subscription, 'subscribed');
    subscription.subscribe();

    expect((await back).recovered).toBe(true);
    await publish(server, 10, 12);
    await until(heard, 12);
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('is told that something is missing when more was published than is kept', async () => {
    await using server = await startServer({ channels: { namespaces: { user: { historySize: 3 } } } });
    const { subscription, heard } = await listen(server);
    await publish(server, 1, 1);
    await until(heard, 1);

    subscription.unsubscribe();
    await publish(server, 2, 9);
    const back = next<{ recovered: boolean; wasRecovering: boolean }>(subscription, 'subscribed');
    subscription.subscribe();

    expect(await back).toMatchObject({ wasRecovering: true, recovered: false });
    await publish(server, 10, 10);
    await until(heard, 2);
    expect(heard).toEqual([1, 10]);
  });

  it('is promised nothing where nothing is kept', async () => {
    await using server = await startServer({ channels: { namespaces: { user: { historySize: 0 } } } });
    const { subscription, first } = await listen(server);
    expect(first).toMatchObject({ recoverable: false, positioned: false });
    subscription.unsubscribe();
    await publish(server, 1, 3);
    const back = next<{ recovered: boolean }>(subscription, 'subscribed');
    subscription.subscribe();
    expect((await back).recovered).toBe(false);
  });

  it('is told that something is missing when there is more of it than one answer may hold', async () => {
    await using server = await startServer({ limits: { recovery: 5 } });
    const { subscription, heard } = await listen(server);
    await publish(server, 1, 1);
    await until(heard, 1);
    subscription.unsubscribe();
    await publish(server, 2, 6);
    const whole = next<{ recovered: boolean }>(subscription, 'subscribed');
    subscription.subscribe();
    expect((await whole).recovered).toBe(true);
    await until(heard, 6);

    subscription.unsubscribe();
    await publish(server, 7, 12);
    const broken = next<{ recovered: boolean }>(subscription, 'subscribed');
    subscription.subscribe();
    expect((await broken).recovered).toBe(false);
  });

  it('goes on over a restart that was announced, and is told of one that was not', async () => {
    await using folder = await temporaryFolder();
    const snapshot = join(folder.path, 'snapshot');
    const engine = { type: 'memory', snapshot };
    const positions: { epoch: string; offset: number }[] = [];
    {
      await using server = await startServer({ engine });
      await publish(server, 1, 5);
      positions.push((await server.call('history', { channel: 'user:7' })).body.result as never);
    }
    {
      await using server = await startServer({ engine });
      const since = { epoch: positions[0]?.epoch ?? '', offset: 2 };
      const { subscription, heard } = await listen(server, { since });
      await publish(server, 6, 7);
      await until(heard, 5);
      expect(heard).toEqual([3, 4, 5, 6, 7]);
      subscription.unsubscribe();
    }
    // A process that died without a word leaves no snapshot: the one it started from was taken away.
    {
      const { rm } = await import('node:fs/promises');
      await rm(snapshot);
      await using server = await startServer({ engine });
      await publish(server, 1, 9);
      const { first } = await listen(server, { since: { epoch: positions[0]?.epoch ?? '', offset: 7 } });
      expect(first).toMatchObject({ wasRecovering: true, recovered: false });
    }
  });

  it('finds its server-side subscriptions again, with what it missed', async () => {
    await using server = await startServer();
    const { client, heard } = await listenServerSide(server);
    await publish(server, 1, 2);
    await until(heard, 2);
    client.disconnect();
    await publish(server, 3, 5);
    const back = next<{ recovered: boolean }>(client, 'subscribed');
    client.connect();

    expect((await back).recovered).toBe(true);
    await until(heard, 5);
    expect(heard).toEqual([1, 2, 3, 4, 5]);
  });
});
