import { describe, expect, it } from 'vitest';
import { Backend } from '../../src/backend/backend.ts';
import { EventDelivery } from '../../src/backend/event-delivery.ts';
import { MemoryEventQueue } from '../../src/events/memory-event-queue.ts';
import { systemClock } from '../../src/index.ts';
import { readLimits } from '../../src/limits.ts';
import {
  connectionToken,
  next,
  quiet,
  startServer,
  subscriptionToken,
  testOptions,
} from '../running-server.ts';
import { backendKey, DrupalDouble, type Question } from './drupal-double.ts';

const all = ['connect', 'disconnect', 'subscribe', 'unsubscribe', 'occupied', 'vacated', 'online', 'offline'];
const limits = { eventDelay: '10ms', leaveGrace: '50ms' };

describe('Drupal', () => {
  it('is told who comes, listens and goes, in order, once for all tabs where it asks for users', async () => {
    await using drupal = await DrupalDouble.start();
    const backend = { url: drupal.url, keys: [backendKey], events: all };
    await using server = await startServer({ backend, limits });
    await drupal.until('/nodejs/flush', 1);
    const tabs = await Promise.all(
      [1, 2].map(async () => server.client({ token: await connectionToken('7', { sid: 's' }) })),
    );
    const [first, second] = tabs as [(typeof tabs)[0], (typeof tabs)[0]];
    const subscription = first.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
    subscription.subscribe();
    first.connect();
    await subscription.ready();
    second.connect();
    await second.ready();
    first.disconnect();
    second.disconnect();
    const requests = await drupal.until('/nodejs/events', (asked) => types(asked).includes('offline'));

    const told = requests.flatMap(({ body }) => body.events as Record<string, unknown>[]);
    expect(told.slice(0, 4).map(({ type }) => type)).toEqual(['connect', 'online', 'occupied', 'subscribe']);
    expect(types(requests).toSorted()).toEqual([...all, 'connect', 'disconnect'].toSorted());
    expect(told[3]).toEqual({
      type: 'subscribe',
      at: expect.any(Number),
      client: told[0]?.client,
      user: '7',
      sid: 's',
      channel: 'user:7',
    });
    expect(told.find(({ type }) => type === 'disconnect')).toMatchObject({ user: '7', code: 0 });
    expect(new Set(requests.map(({ body }) => body.server)).size).toBe(1);
  });

  it('is not told of a user who only loads the next page', async () => {
    await using drupal = await DrupalDouble.start();
    const backend = { url: drupal.url, keys: [backendKey], events: ['connect', 'online', 'offline'] };
    await using server = await startServer({ backend, limits: { eventDelay: '10ms', leaveGrace: '1h' } });
    await drupal.until('/nodejs/flush', 1);
    for (let page = 0; page < 3; page += 1) {
      const client = server.client({ token: await connectionToken('7') });
      client.connect();
      await client.ready();
      client.disconnect();
    }
    const requests = await drupal.until(
      '/nodejs/events',
      (asked) => types(asked).filter((type) => type === 'connect').length === 3,
    );
    expect(types(requests).toSorted()).toEqual(['connect', 'connect', 'connect', 'online']);
  });

  it('is told nothing it did not ask for', async () => {
    await using drupal = await DrupalDouble.start();
    const backend = { url: drupal.url, keys: [backendKey], events: ['disconnect'] };
    await using server = await startServer({ backend, limits });
    await drupal.until('/nodejs/flush', 1);
    const client = server.client({ token: await connectionToken('7') });
    client.connect();
    await client.ready();
    client.disconnect();
    expect(types(await drupal.until('/nodejs/events', 1))).toEqual(['disconnect']);
  });

  it('gets the last events of a server that stops', async () => {
    await using drupal = await DrupalDouble.start();
    const backend = { url: drupal.url, keys: [backendKey], events: all };
    const server = await startServer({ backend, limits: { eventDelay: '1h', leaveGrace: '0s' } });
    await drupal.until('/nodejs/flush', 1);
    const client = server.client({ token: await connectionToken('7') });
    client.connect();
    await client.ready();
    const closed = next(client, 'connecting');
    await server.stop();
    await closed;
    client.disconnect();
    // That everybody leaves with the server is no news: its successor starts from nothing.
    expect(types(await drupal.until('/nodejs/events', 1))).toEqual(['connect', 'online', 'disconnect']);
  });
});

describe('events', () => {
  it('are sent again, with the same id and in order, until Drupal takes them', async () => {
    await using drupal = await DrupalDouble.start();
    const statuses = [503, 500, 204];
    drupal.answers['/nodejs/events'] = () => ({ status: statuses.shift() ?? 200 });
    const delivery = deliveryTo(drupal, { eventBatch: 2, eventDelay: '1ms', backendRetry: '5ms' });
    for (const type of ['a', 'b', 'c']) {
      delivery.add({ type, at: 1 });
    }
    const asked = await drupal.until('/nodejs/events', 4);

    expect(asked.map((question) => types([question]))).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']]);
    const ids = asked.map(({ body }) => body.id);
    expect(new Set(ids.slice(0, 3)).size).toBe(1);
    expect(ids[3]).not.toBe(ids[0]);
  });

  it('that Drupal refuses for good don’t hold up the others, and are counted', async () => {
    await using drupal = await DrupalDouble.start();
    const statuses = [400, 200];
    drupal.answers['/nodejs/events'] = () => ({ status: statuses.shift() ?? 200 });
    const delivery = deliveryTo(drupal, { eventBatch: 1, eventDelay: '1ms' });
    delivery.add({ type: 'a', at: 1 });
    delivery.add({ type: 'b', at: 1 });
    const asked = await drupal.until('/nodejs/events', 2);
    expect(asked.map(({ body }) => [types([{ path: '', body }]), body.lost])).toEqual([
      [['a'], 0],
      [['b'], 1],
    ]);
  });

  it('wait in bounded number while Drupal is away; the oldest go, and Drupal is told how many', async () => {
    await using drupal = await DrupalDouble.start();
    const delivery = deliveryTo(drupal, { events: 3, eventBatch: 10, eventDelay: '1ms' });
    for (const type of ['a', 'b', 'c', 'd', 'e']) {
      delivery.add({ type, at: 1 });
    }
    const [first] = await drupal.until('/nodejs/events', 1);
    expect([types([first as Question]), first?.body.lost]).toEqual([['c', 'd', 'e'], 2]);
  });

  it('are signed with the key that Drupal knows, while keys are changed', async () => {
    await using drupal = await DrupalDouble.start();
    const newKey = { id: 'b2', secret: 'the-new-key-of-the-tests-0123456789abcd' };
    drupal.key = newKey;
    const delivery = deliveryTo(drupal, { eventDelay: '1ms' }, [backendKey, newKey]);
    delivery.add({ type: 'a', at: 1 });
    expect(types(await drupal.until('/nodejs/events', 1))).toEqual(['a']);
  });
});

function deliveryTo(drupal: DrupalDouble, wishes: object, keys = [backendKey]): EventDelivery {
  const limits = readLimits(testOptions({ limits: wishes }).limits);
  const backend = new Backend({ url: drupal.url, keys }, systemClock, limits);
  const queue = new MemoryEventQueue();
  return new EventDelivery({ backend, queue, clock: systemClock, limits, log: quiet });
}

function types(requests: readonly Question[]): unknown[] {
  return requests.flatMap(({ body }) => (body.events as { type: string }[]).map(({ type }) => type));
}
