import { JsonCodec } from '@drupal-nodejs/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Encoding } from '../../src/hub/encoding.ts';
import { Hub } from '../../src/hub/hub.ts';
import type { Listener } from '../../src/hub/listener.ts';
import { idleMeter } from '../../src/meter.ts';
import { ManualClock } from '../manual-clock.ts';

const codec = new JsonCodec();
const deeds = ['nothing', 'nothing', 'push', 'leave', 'dismiss', 'join', 'spend'] as const;
const reentrantCalls = ['flush', 'lose'] as const;
type Deed = (typeof deeds)[number] | (typeof reentrantCalls)[number];

const verbs = ['publish', 'publish', 'join', 'join', 'leave', 'turn', 'turn', 'wait', 'settle'] as const;
const step = fc.tuple(fc.constantFrom(...verbs, 'hold', 'flush', 'lose'), fc.nat(1000));
const steps = fc.array(step, { maxLength: 300, size: 'max' });

interface Guest extends Listener {
  readonly channel: string;
  readonly heard: number[];
  /** Whether it stays when something was lost. */
  readonly stays: boolean;
  from: number | undefined;
  to: number | undefined;
}

describe('the hub, with several encodings and whoever is written to doing anything', () => {
  it.each([
    ['counts each delivery once', deeds],
    ['reaches all, also by calls from within', [...deeds, ...reentrantCalls]],
  ])('%s; in the end nobody lacks anything, though nobody leaves', (_what, choice) => {
    const plan = fc.array(fc.constantFrom<Deed>(...choice), { maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(steps, plan, fc.integer({ min: 1, max: 5 }), fc.boolean(), (all, doings, slice, isBusy) => {
        const party = new Party(slice, isBusy, [...doings]);
        for (const [verb, n] of all) {
          party.do(verb, n);
        }
        party.isCalm = true;
        for (let round = 0; round < 2; round += 1) {
          party.quiesce();
          party.check();
          // Whatever was forgotten or left behind, the next one still gets through.
          party.publish('x');
          party.publish('y');
        }
        if (choice === deeds) {
          party.quiesce();
          expect(party.counted).toBe(party.written);
        }
      }),
      { numRuns: 500 },
    );
  });
});

class Party {
  isCalm = false;
  counted = 0;
  /** Pushes written to who stays. */
  written = 0;
  readonly #clock = new ManualClock();
  readonly #hub: Hub;
  readonly #isBusy: boolean;
  readonly #doings: Deed[];
  readonly #published = new Map<string, number>();
  readonly #guests: Guest[] = [];
  readonly #shared: Encoding[] = [0, 1].map(() => ({ encode: (replies) => codec.encode(replies) }));

  constructor(sliceSize: number, isBusy: boolean, doings: Deed[]) {
    this.#isBusy = isBusy;
    this.#doings = doings;
    this.#hub = new Hub({
      clock: this.#clock,
      sliceSize,
      longestWaitMs: () => (isBusy ? 50 : 0),
      meter: {
        ...idleMeter,
        fannedOut: (deliveries) => {
          this.counted += deliveries;
        },
      },
    });
  }

  do(verb: (typeof verbs)[number] | 'hold' | 'flush' | 'lose', n: number): void {
    const channel = n % 5 === 0 ? 'y' : 'x';
    if (verb === 'publish') {
      this.publish(channel);
    } else if (verb === 'join') {
      this.#settle(this.#add(channel, n));
    } else if (verb === 'hold') {
      this.#add(channel, n);
    } else if (verb === 'settle') {
      this.#settle(this.#some(n, ({ from }) => from === undefined));
    } else if (verb === 'leave') {
      this.#leave(this.#some(n));
    } else if (verb === 'turn') {
      this.#clock.endTurn();
    } else if (verb === 'wait') {
      this.#clock.advance(n % 60);
    } else if (verb === 'flush' && n % 3 === 0) {
      this.#hub.flush();
    } else if (verb === 'lose' && n % 4 === 0) {
      this.#hub.lose(channel);
    }
  }

  publish(channel: string): void {
    const n = this.#count(channel);
    this.#published.set(channel, n + 1);
    this.#hub.publication(channel, { data: String(n) });
  }

  quiesce(): void {
    for (let turn = 0; turn < 250; turn += 1) {
      this.#clock.endTurn();
      this.#clock.advance(turn % 8 === 7 ? 60 : 0);
    }
  }

  check(): void {
    for (const { channel, heard, from, to = this.#count(channel) } of this.#guests) {
      const length = from === undefined ? 0 : to - from;
      expect(heard).toEqual(Array.from({ length }, (_, n) => (from ?? 0) + n));
    }
    const there = this.#guests.filter(({ to }) => to === undefined);
    const occupied = new Map(this.#hub.occupied());
    for (const channel of ['x', 'y']) {
      expect(occupied.get(channel) ?? 0).toBe(there.filter((guest) => guest.channel === channel).length);
    }
  }

  #count(channel: string): number {
    return this.#published.get(channel) ?? 0;
  }

  #some(n: number, isMeant: (guest: Guest) => boolean = () => true): Guest | undefined {
    const meant = this.#guests.filter((guest) => guest.to === undefined && isMeant(guest));
    return meant[n % Math.max(1, meant.length)];
  }

  #add(channel: string, n: number): Guest {
    const personal: Encoding = { isPersonal: true, encode: (replies) => codec.encode(replies) };
    const guest: Guest = {
      channel,
      heard: [],
      stays: n % 2 === 0,
      from: undefined,
      to: undefined,
      slot: -1,
      held: [],
      outlet: {
        encoding: this.#shared[n % 3] ?? personal,
        write: (frame) => this.#written(guest, frame),
      },
      lost: () => {
        if (!guest.stays) {
          this.#leave(guest);
        }
      },
    };
    this.#guests.push(guest);
    this.#hub.add(channel, guest);
    return guest;
  }

  #settle(guest: Guest | undefined): void {
    if (guest !== undefined) {
      guest.from = this.#count(guest.channel);
      this.#hub.release(guest.channel, guest);
    }
  }

  #leave(guest: Guest | undefined): void {
    if (guest !== undefined && guest.to === undefined) {
      guest.to = this.#count(guest.channel);
      this.#hub.remove(guest.channel, guest);
    }
  }

  #written(guest: Guest, frame: Buffer): void {
    const lines = frame.toString().split('\n');
    guest.heard.push(...lines.map((line) => Number(JSON.parse(line).push.pub.data)));
    this.written += guest.to === undefined ? lines.length : 0;
    if (this.#isBusy) {
      this.#clock.spend(2);
    }
    const deed = this.isCalm ? undefined : this.#doings.shift();
    if (deed === 'push') {
      this.publish(guest.channel);
    } else if (deed === 'leave') {
      this.#leave(guest);
    } else if (deed === 'dismiss') {
      this.#leave(this.#some(this.#doings.length));
    } else if (deed === 'join') {
      this.#settle(this.#add(guest.channel, this.#doings.length));
    } else if (deed === 'spend') {
      this.#clock.spend(5);
    } else if (deed === 'flush') {
      this.#hub.flush();
    } else if (deed === 'lose') {
      this.#hub.lose(guest.channel);
    }
  }
}
