import type { Publication } from '@drupal-nodejs/protocol';
import { describe, expect, it } from 'vitest';
import type { Announcement, Broker, PublicationSink } from '../../src/broker/broker.ts';

/** A broker under test, with time in the test's hands. */
export interface BrokerUnderTest {
  readonly broker: Broker;
  advance(ms: number): Promise<void>;
}

const retention = { size: 3, ttlMs: 1_000 };
const keep = { retention };

/** What every broker promises. */
export function brokerSuite(name: string, create: (sink: PublicationSink) => Promise<BrokerUnderTest>): void {
  describe(`${name} as a broker`, () => {
    let heard = '';

    it('numbers the publications of a channel from 1, and hands them on in that order', async () => {
      const { broker, handedOn } = await start();
      const positions = await Promise.all(
        ['a', 'b', 'c'].map((text) => broker.publish('x', { data: JSON.stringify(text) }, keep)),
      );

      expect(positions.map(({ offset }) => offset)).toEqual([1, 2, 3]);
      expect(new Set(positions.map(({ epoch }) => epoch)).size).toBe(1);
      const [{ epoch } = { epoch: '' }] = positions;
      expect(await handedOn(3)).toEqual([
        ['x', { offset: 1, data: '"a"' }, epoch],
        ['x', { offset: 2, data: '"b"' }, epoch],
        ['x', { offset: 3, data: '"c"' }, epoch],
      ]);
    });

    it('keeps the newest publications up to a count', async () => {
      const { broker } = await start();
      await publish(broker, 5);
      const slice = await broker.history('x', { limit: 10 }, retention);
      expect(slice).toMatchObject({ first: 3, position: { offset: 5 } });
      expect(slice.publications.map(({ offset }) => offset)).toEqual([3, 4, 5]);
    });

    it('reads from either end and from any offset', async () => {
      const { broker } = await start();
      await publish(broker, 3);
      const offsets = async (filter: Parameters<Broker['history']>[1]) =>
        (await broker.history('x', filter, retention)).publications.map(({ offset }) => offset);
      expect(await offsets({ limit: 2 })).toEqual([1, 2]);
      expect(await offsets({ limit: 2, reverse: true })).toEqual([3, 2]);
      expect(await offsets({ limit: 9, since: 1 })).toEqual([2, 3]);
      expect(await offsets({ limit: 9, since: 3, reverse: true })).toEqual([2, 1]);
      expect(await offsets({ limit: 0 })).toEqual([]);
      expect(await offsets({ limit: 9, since: 99 })).toEqual([]);
      expect(await offsets({ limit: 9, since: Number.MAX_SAFE_INTEGER })).toEqual([]);
    });

    it('lets publications grow old, but not the channel’s position', async () => {
      const { broker, advance } = await start();
      await publish(broker, 2);
      await advance(1_001);
      const slice = await broker.history('x', { limit: 10 }, retention);
      expect(slice).toMatchObject({ first: 3, publications: [], position: { offset: 2 } });
      const { epoch, offset } = await broker.publish('x', { data: '1' }, keep);
      expect({ epoch, offset }).toEqual({ epoch: slice.position.epoch, offset: 3 });
    });

    it('gives a channel it forgot a new epoch', async () => {
      const { broker, advance } = await start();
      const before = await broker.publish('x', { data: '1' }, keep);
      await advance(600_000);
      const after = await broker.publish('x', { data: '1' }, keep);
      expect(after.offset).toBe(1);
      expect(after.epoch).not.toBe(before.epoch);
    });

    it('never forgets where a channel stood that somebody listens to', async () => {
      const { broker, advance } = await start();
      heard = 'x';
      const before = await broker.publish('x', { data: '1' }, keep);
      for (let minute = 0; minute < 15; minute += 1) {
        await advance(60_000);
      }
      heard = '';
      const after = await broker.publish('x', { data: '1' }, keep);
      expect(after).toEqual({ epoch: before.epoch, offset: 2 });
    });

    it('drops what is older than the newest version, and answers where the channel stands', async () => {
      const { broker, handedOn } = await start();
      const at = (number: number, epoch = '') =>
        broker.publish('x', { data: String(number) }, { ...keep, version: { number, epoch } });
      const offsets = [await at(2), await at(1), await at(2), await at(3), await at(1, 'new')].map(
        ({ offset }) => offset,
      );
      expect(offsets).toEqual([1, 1, 1, 2, 3]);
      expect((await handedOn(3)).map(([, { data }]) => data)).toEqual(['2', '3', '1']);
    });

    it('numbers nothing where no history is kept', async () => {
      const { broker, handedOn } = await start();
      expect(await broker.publish('x', { data: '1' }, { retention: { size: 0, ttlMs: 0 } })).toEqual({
        epoch: '',
        offset: 0,
      });
      expect(await handedOn(1)).toEqual([['x', { data: '1' }]]);
    });

    it('publishes once per idempotency key and channel, within the window', async () => {
      const { broker, handedOn, advance } = await start();
      const once = { ...keep, idempotencyKey: 'k' };
      const first = await broker.publish('x', { data: '1' }, once);
      expect(await broker.publish('x', { data: '1' }, once)).toEqual(first);
      await broker.publish('y', { data: '1' }, once);
      expect((await handedOn(2)).map(([channel]) => channel)).toEqual(['x', 'y']);
      await advance(5_001);
      expect((await broker.publish('x', { data: '1' }, once)).offset).toBe(2);
    });

    it('forgets a history on demand, and lets clients see that it did', async () => {
      const { broker } = await start();
      await publish(broker, 3);
      await broker.removeHistory('x');
      expect(await broker.history('x', { limit: 9 }, retention)).toMatchObject({
        first: 4,
        publications: [],
        position: { offset: 3 },
      });
    });

    it('keeps channels apart, whatever their names', async () => {
      const { broker } = await start();
      for (const channel of [
        '__proto__',
        'constructor',
        'x',
        'X',
        '}{',
        '{x}',
        '{x}y',
        'é',
        'x\n',
        'x y:z',
      ]) {
        expect((await broker.publish(channel, { data: '1' }, keep)).offset).toBe(1);
        const once = { ...keep, idempotencyKey: `${channel}:k` };
        expect((await broker.publish(channel, { data: '2' }, once)).offset).toBe(2);
      }
    });

    it('hands on whole what a publication says, and who comes and goes', async () => {
      const { broker, handedOn, announced } = await start();
      const publication = {
        data: '{"text":"é\\n\\u2028 \\ud83d\\ude00"}',
        info: { user: '7', client: 'c', conn_info: { name: 'Zoë\n' } },
        tags: { origin: 'tab:1' },
      };
      await broker.announce('x', { channel: 'x', join: { info: publication.info } });
      const position = await broker.publish('x', publication, keep);
      await broker.announce('x', { channel: 'x', leave: { info: publication.info } });
      expect(await handedOn(3)).toEqual([['x', { offset: 1, ...publication }, position.epoch]]);
      expect(announced).toEqual([
        { channel: 'x', join: { info: publication.info } },
        { channel: 'x', leave: { info: publication.info } },
      ]);
      const { publications } = await broker.history('x', { limit: 1 }, retention);
      expect(publications).toEqual([{ offset: 1, ...publication }]);
    });

    async function start() {
      const came: [string, Publication, ...(readonly string[])][] = [];
      const announced: Announcement[] = [];
      let changed = Promise.withResolvers<void>();
      heard = '';
      const note = (): void => {
        changed.resolve();
        changed = Promise.withResolvers();
      };
      const sink: PublicationSink = {
        publication(channel, publication, epoch) {
          came.push([channel, publication, ...(epoch === undefined ? [] : [epoch])]);
          note();
        },
        announcement(_channel, announcement) {
          announced.push(announcement);
          note();
        },
        stands: () => undefined,
        isHeard: (channel) => channel === heard,
      };
      const { broker, advance } = await create(sink);
      await Promise.all(['x', 'y'].map((channel) => broker.listen(channel)));
      return {
        broker,
        advance,
        announced,
        /** Everything that came, as soon as it is that many. */
        async handedOn(count: number) {
          while (came.length + announced.length < count) {
            await changed.promise;
          }
          return came;
        },
      };
    }
  });
}

async function publish(broker: Broker, count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await broker.publish('x', { data: String(n) }, keep);
  }
}
