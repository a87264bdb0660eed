import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PublicationSink } from '../../src/broker/broker.ts';
import type { EngineSink } from '../../src/engine/engine.ts';
import { MemoryEngine } from '../../src/engine/memory-engine.ts';
import { systemClock } from '../../src/index.ts';
import { listen, listenServerSide, publish } from '../listener.ts';
import { next, startServer } from '../running-server.ts';

const limits = { positionCheck: '20ms' };

describe('a publication that gets lost between broker and hub', () => {
  it('is noticed in a channel that falls silent, and the subscriber recovers it', async () => {
    const engine = new LeakyEngine();
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

  it('is noticed at the next publication, before that one can hide it', async () => {
    const engine = new LeakyEngine();
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
    const engine = new LeakyEngine();
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

/** An engine whose publications can get lost on their way to the listeners, as on a network. */
class LeakyEngine extends MemoryEngine {
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

  override open(site: string, told: EngineSink) {
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
    return super.open(site, { ...told, publications });
  }
}
