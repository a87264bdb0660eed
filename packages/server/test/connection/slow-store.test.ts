import { describe, expect, it } from 'vitest';
import { FaultyEngine } from '../faulty-engine.ts';
import { connectionToken, next, startServer, subscriptionToken } from '../running-server.ts';

// Found by the simulator.
describe('a store that takes its time', () => {
  it('loses nothing between its answer and the first push, even where that never came by', async () => {
    const engine = new FaultyEngine({ isSlow: true });
    await using server = await startServer({}, { engine });
    const client = server.client({ token: await connectionToken('7') });
    const subscription = client.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
    const heard: unknown[] = [];
    subscription.on('publication', ({ data }) => heard.push(data));
    const whole = new Promise<void>((resolve) => {
      subscription.on('publication', () => heard.length === 2 && resolve());
    });
    subscription.subscribe();
    client.connect();
    await engine.asked.promise;

    engine.isLeaky = true;
    await server.call('publish', { channel: 'user:7', data: 1 });
    engine.isLeaky = false;
    await server.call('publish', { channel: 'user:7', data: 2 });
    engine.answer.resolve();

    await whole;
    expect(heard).toEqual([1, 2]);
  });

  it('loses nothing for who is answered from before what another stands at, if what lies between never came by', async () => {
    const engine = new FaultyEngine({ isSlow: true });
    await using server = await startServer({}, { engine });
    const token = await subscriptionToken('7', 'user:7');
    const [early, late] = [
      server.client({ token: await connectionToken('7') }),
      server.client({ token: await connectionToken('7') }),
    ];
    const waiting = early.newSubscription('user:7', { token });
    const heard = next<{ data: unknown }>(waiting, 'publication');
    waiting.subscribe();
    early.connect();
    await engine.asked.promise;

    engine.isLeaky = true;
    await server.call('publish', { channel: 'user:7', data: 'lost on the way' });
    engine.isLeaky = false;
    engine.isSlow = false;
    const other = late.newSubscription('user:7', { token });
    other.subscribe();
    late.connect();
    await other.ready();
    engine.answer.resolve();

    expect((await heard).data).toBe('lost on the way');
  });

  it('lets no answer to a connect undo what the API subscribed meanwhile', async () => {
    const engine = new FaultyEngine({ isSlow: true });
    await using server = await startServer({}, { engine });
    const client = server.client({ token: await connectionToken('7', { channels: ['user:7'] }) });
    const undone: string[] = [];
    client.on('unsubscribed', ({ channel }) => undone.push(channel));
    client.connect();
    await engine.asked.promise;

    const subscribed = server.call('subscribe', { user: '7', channel: 'chat:1' });
    await server.call('info', {});
    engine.answer.resolve();
    await subscribed;
    const heard = next<{ channel: string }>(client, 'publication');
    await server.call('publish', { channel: 'chat:1', data: 'hello' });

    expect((await heard).channel).toBe('chat:1');
    expect(undone).toEqual([]);
  });

  it('keeps nobody away for good whose subscription was taken while the connect was answered', async () => {
    const engine = new FaultyEngine({ isSlow: true });
    await using server = await startServer({}, { engine });
    const client = server.client({ token: await connectionToken('7', { channels: ['user:7'] }) });
    const ends: number[] = [];
    client.on('disconnected', ({ code }) => ends.push(code));
    client.connect();
    await engine.asked.promise;

    await server.call('unsubscribe', { user: '7', channel: 'user:7' });
    engine.answer.resolve();
    await next(client, 'subscribed');

    expect(ends).toEqual([]);
  });
});
