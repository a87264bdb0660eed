import { describe, expect, it } from 'vitest';
import { FaultyEngine } from '../faulty-engine.ts';
import { listen, listenServerSide, publish } from '../listener.ts';
import { connectedSocket, next, startServer } from '../running-server.ts';

const limits = { positionCheck: '20ms' };

describe('a publication that gets lost between broker and hub', () => {
  it('is noticed in a channel that falls silent, and the subscriber recovers it', async () => {
    const engine = new FaultyEngine();
    await using server = await startServer({ limits }, { engine });
    const { client, subscription, heard } = await listen(server);

    const sentBack = next<{ code: number }>(subscription, 'subscribing');
    const back = next<{ recovered: boolean }>(subscription, 'subscribed');
    await publish(server, 1);
    engine.isLeaky = true;
    await publish(server, 2);

    expect((await sentBack).code).toBe(2500);
    expect((await back).recovered).toBe(true);
    expect(client.state).toBe('connected');
    expect(heard).toEqual([1, 2]);
  });

  it('is noticed also where a reload took away a namespace in which somebody listens', async () => {
    const engine = new FaultyEngine();
    const old = { namespaces: { old: { clientSubscribe: true, recover: true, historySize: 1 } } };
    // The reader answers no ping.
    await using server = await startServer({ limits: { ...limits, ping: '10m' }, channels: old }, { engine });
    await using reader = await connectedSocket(server);
    reader.send('{"id":2,"subscribe":{"channel":"old:1"}}');
    await reader.replies(1);
    const { subscription } = await listen(server);
    server.reload({ channels: {} });

    const back = next<{ recovered: boolean }>(subscription, 'subscribed');
    await publish(server, 1);
    engine.isLeaky = true;
    await publish(server, 2);

    expect((await back).recovered).toBe(true);
  });

  it('is noticed at the next publication, before that one can hide it', async () => {
    const engine = new FaultyEngine();
    await using server = await startServer({}, { engine });
    const { subscription, heard } = await listen(server);

    const back = next<{ recovered: boolean }>(subscription, 'subscribed');
    await publish(server, 1);
    engine.isLeaky = true;
    await publish(server, 2);
    engine.isLeaky = false;
    await publish(server, 3);

    expect((await back).recovered).toBe(true);
    expect(heard).toEqual([1, 2, 3]);
  });

  it('closes the connection (3010) where the server subscribed, and it recovers', async () => {
    const engine = new FaultyEngine();
    await using server = await startServer({ limits }, { engine });
    const { client, heard } = await listenServerSide(server);

    const closed = next<{ code: number }>(client, 'connecting');
    const back = next<{ recovered: boolean }>(client, 'subscribed');
    await publish(server, 1);
    engine.isLeaky = true;
    await publish(server, 2);

    expect((await closed).code).toBe(3010);
    expect((await back).recovered).toBe(true);
    expect(heard).toEqual([1, 2]);
  });
});
