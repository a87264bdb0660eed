import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Broker, PublicationSink } from '../../src/broker/broker.ts';
import type { EngineSink, EngineSite } from '../../src/engine/engine.ts';
import { MemoryEngine } from '../../src/engine/memory-engine.ts';
import { systemClock } from '../../src/index.ts';
import { connectionToken, next, startServer, subscriptionToken } from '../running-server.ts';

// Found by the simulator.
describe('a store that takes its time', () => {
  it('loses nothing between its answer and the first push, even where that never came by', async () => {
    const engine = new SlowEngine();
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

  it('lets no answer to a connect undo what the API subscribed meanwhile', async () => {
    const engine = new SlowEngine();
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
    const engine = new SlowEngine();
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

/** An engine that answers what was in a channel only when it is told to, and may lose publications on the way. */
class SlowEngine extends MemoryEngine {
  readonly asked = Promise.withResolvers<void>();
  readonly answer = Promise.withResolvers<void>();
  isLeaky = false;

  constructor() {
    super({
      clock: systemClock,
      uniqueId: randomUUID,
      idempotencyWindowMs: 1_000,
      keepRevocationsMs: 1_000,
      snapshot: '',
    });
  }

  override open(site: string, told: EngineSink): EngineSite {
    const { publications: sink } = told;
    const publications: PublicationSink = {
      publication: (...publication) => {
        if (!this.isLeaky) {
          sink.publication(...publication);
        }
      },
      announcement: (...news) => sink.announcement(...news),
      stands: (...place) => sink.stands(...place),
      isHeard: (channel) => sink.isHeard(channel),
    };
    const parts = super.open(site, { ...told, publications });
    const broker: Broker = {
      publish: (...publication) => parts.broker.publish(...publication),
      removeHistory: (channel) => parts.broker.removeHistory(channel),
      announce: (...news) => parts.broker.announce(...news),
      listen: (channel) => parts.broker.listen(channel),
      unlisten: (channel) => parts.broker.unlisten(channel),
      history: async (...question) => {
        const slice = await parts.broker.history(...question);
        this.asked.resolve();
        await this.answer.promise;
        return slice;
      },
    };
    return { ...parts, broker };
  }
}
