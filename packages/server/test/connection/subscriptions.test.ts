import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Subscription } from '../../src/connection/subscription.ts';
import { Subscriptions } from '../../src/connection/subscriptions.ts';

const subscribed = (channel: string): Subscription => ({ channel }) as Subscription;

it('subscriptions are found as in a map, whatever is added and deleted', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), (channels) => {
      const subscriptions = new Subscriptions();
      const map = new Map<string, Subscription>();
      for (const channel of channels) {
        if (map.delete(channel)) {
          subscriptions.delete(channel);
          subscriptions.delete(channel);
        } else {
          const subscription = subscribed(channel);
          map.set(channel, subscription);
          subscriptions.add(subscription);
        }
        expect(subscriptions.size).toBe(map.size);
        expect([...subscriptions.keys()]).toEqual([...map.keys()]);
        expect([...subscriptions.values()]).toEqual([...map.values()]);
        for (const name of ['a', 'b', 'c']) {
          expect(subscriptions.get(name)).toBe(map.get(name));
          expect(subscriptions.has(name)).toBe(map.has(name));
        }
      }
    }),
  );
});

it('subscriptions that are deleted while they are gone through are not missed, nor come twice', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.func(fc.boolean()), (channels, isNext) => {
      const subscriptions = new Subscriptions();
      for (const channel of channels) {
        subscriptions.add(subscribed(channel));
      }
      const left = new Set(channels);
      const expected: string[] = [];
      const seen: string[] = [];
      for (const { channel } of subscriptions.values()) {
        seen.push(channel);
        expected.push(channels.find((name) => left.has(name)) ?? '');
        left.delete(channel);
        subscriptions.delete(channel);
        const next = channels.find((name) => left.has(name));
        if (next !== undefined && isNext(next)) {
          left.delete(next);
          subscriptions.delete(next);
        }
      }
      expect(seen).toEqual(expected);
      expect(subscriptions.size).toBe(0);
    }),
  );
});
