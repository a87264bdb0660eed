import { describe, expect, it } from 'vitest';
import type { PublicationSink } from '../../src/broker/broker.ts';
import { MemoryBroker } from '../../src/broker/memory-broker.ts';
import { ManualClock } from '../manual-clock.ts';
import { brokerSuite } from './broker-suite.ts';

brokerSuite('MemoryBroker', async (sink) => {
  const clock = new ManualClock();
  return { broker: create(clock, sink), advance: async (ms) => clock.advance(ms) };
});

describe('MemoryBroker', () => {
  it('hands everything to its successor', async () => {
    const clock = new ManualClock();
    const first = create(clock);
    const options = { retention: { size: 3, ttlMs: 1_000 }, idempotencyKey: 'k' };
    const versioned = { ...options, version: { number: 2, epoch: '' } };
    const position = await first.publish('x', { data: '1', tags: { a: 'b' } }, versioned);

    const second = create(clock);
    second.load(JSON.parse(JSON.stringify(first.toRecord())));

    expect(await second.publish('x', { data: '2' }, options)).toEqual(position);
    expect(await second.publish('x', { data: '2' }, { ...versioned, idempotencyKey: 'l' })).toEqual(position);
    expect(await second.history('x', { limit: 9 }, options.retention)).toEqual({
      position,
      first: 1,
      publications: [{ offset: 1, data: '1', tags: { a: 'b' } }],
    });
  });

  it('keeps no more channels than are used, however many are asked for', () => {
    const clock = new ManualClock();
    const retention = { size: 3, ttlMs: 300_000 };
    const broker = create(clock, { ...nobody, isHeard: (channel) => channel === 'heard' });
    const positionOf = (channel: string) => broker.history(channel, { limit: 0 }, retention).position;
    const heard = positionOf('heard');
    const published = broker.publish('published', { data: '1' }, { retention });
    for (let n = 0; n < 2_500; n++) {
      positionOf(`any-${n}`);
    }
    expect(broker.toRecord().streams.length).toBeLessThanOrEqual(1_000);
    expect([positionOf('heard'), positionOf('published')]).toEqual([heard, published]);
  });

  it('keeps what it took over until those have come back who listened, however many they are', () => {
    const clock = new ManualClock();
    const retention = { size: 3, ttlMs: 300_000 };
    const first = create(clock, { ...nobody, isHeard: () => true });
    const positionOf = (broker: MemoryBroker, n: number) =>
      broker.history(`any-${n}`, { limit: 0 }, retention).position;
    const position = positionOf(first, 0);
    for (let n = 1; n < 1_000; n++) {
      positionOf(first, n);
    }
    const second = create(clock);
    second.load(first.toRecord());
    positionOf(second, 1_000);
    expect(positionOf(second, 0)).toEqual(position);
  });
});

let made = 0;
const nobody: PublicationSink = {
  publication: () => undefined,
  announcement: () => undefined,
  stands: () => undefined,
  isHeard: () => false,
};

function create(clock: ManualClock, sink = nobody): MemoryBroker {
  const uniqueId = (): string => {
    made += 1;
    return `epoch-${made}`;
  };
  return new MemoryBroker({ sink, clock, uniqueId, idempotencyWindowMs: 5_000, rememberedChannels: 1_000 });
}
