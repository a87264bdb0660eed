import { describe, expect, it } from 'vitest';
import {
  connectionToken,
  next,
  type RunningServer,
  startServer,
  subscriptionToken,
} from '../running-server.ts';

const channels = {
  namespaces: { state: { historySize: 10, historyTtl: '5m', recover: true, recovery: 'cache' } },
};

describe('a channel with recovery "cache"', () => {
  it('hands the newest value to everyone who subscribes, and to who comes back without it', async () => {
    await using server = await startServer({ channels });
    await publish(server, 1, 3);
    const client = server.client({ token: await connectionToken('7') });
    const subscription = client.newSubscription('state:x', {
      token: await subscriptionToken('7', 'state:x'),
    });
    const heard: unknown[] = [];
    subscription.on('publication', ({ data }) => heard.push(data));
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    expect(heard).toEqual([3]);

    const again = next<{ recovered: boolean }>(subscription, 'subscribed');
    subscription.unsubscribe();
    subscription.subscribe();
    expect((await again).recovered).toBe(true);
    expect(heard, 'who has it is not given it twice').toEqual([3]);

    subscription.unsubscribe();
    await publish(server, 4, 9);
    const back = next<{ recovered: boolean }>(subscription, 'subscribed');
    const value = next<{ data: unknown }>(subscription, 'publication');
    subscription.subscribe();
    expect((await back).recovered).toBe(true);
    expect((await value).data).toBe(9);
    const later = next<{ data: unknown }>(subscription, 'publication');
    await publish(server, 10, 10);
    expect((await later).data).toBe(10);
    expect(heard).toEqual([3, 9, 10]);
  });

  it('does so where the server subscribes, at connect and later', async () => {
    await using server = await startServer({ channels });
    await publish(server, 1, 2);
    const client = server.client({ token: await connectionToken('7', { channels: ['state:x'] }) });
    const first = next<{ data: unknown }>(client, 'publication');
    client.connect();
    expect((await first).data).toBe(2);

    await server.call('publish', { channel: 'state:y', data: 'y' });
    const second = next<{ data: unknown }>(client, 'publication');
    await server.call('subscribe', { user: '7', channel: 'state:y' });
    expect(await second).toMatchObject({ channel: 'state:y', data: 'y' });
  });

  it('says that something is missing when the newest value is gone', async () => {
    await using server = await startServer({ channels });
    await publish(server, 1, 1);
    const { epoch } = (await server.call('history', { channel: 'state:x' })).body.result as { epoch: string };
    await publish(server, 2, 2);
    await server.call('history_remove', { channel: 'state:x' });
    const client = server.client({ token: await connectionToken('7') });
    const subscription = client.newSubscription('state:x', {
      token: await subscriptionToken('7', 'state:x'),
      since: { epoch, offset: 1 },
    });
    const answer = next(subscription, 'subscribed');
    subscription.subscribe();
    client.connect();
    expect(await answer).toMatchObject({ wasRecovering: true, recovered: false });
  });
});

async function publish(server: RunningServer, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) {
    await server.call('publish', { channel: 'state:x', data: n });
  }
}
