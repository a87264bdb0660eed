import type { Reply } from '@drupal-nodejs/protocol';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../../src/connection/outbox.ts';
import { ManualClock } from '../manual-clock.ts';

/** A network that takes what the test lets it. */
class Network {
  readonly clock = new ManualClock();
  readonly outbox: Outbox;
  writableLength = 0;
  isSlow = false;

  constructor() {
    const transport = {
      encoding: { encode: (replies: readonly Reply[]) => Buffer.from(JSON.stringify(replies)) },
      socket: this,
      close: () => undefined,
    };
    const limits = { queueBytes: 1_000, queueTimeMs: 10_000 };
    this.outbox = new Outbox(
      transport,
      { clock: this.clock, limits },
      {
        tooSlow: () => {
          this.isSlow = true;
        },
      },
    );
  }

  write(bytes: Buffer): void {
    this.writableLength += bytes.length;
  }

  take(bytes: number): void {
    this.writableLength -= bytes;
  }

  send(bytes: number): void {
    this.outbox.write(Buffer.alloc(bytes));
  }
}

describe('a reader', () => {
  it('that takes nothing for longer than queueTime is closed with what is sent next, however little waits', () => {
    const network = new Network();
    network.send(1);
    network.send(1);
    network.clock.advance(10_000);
    network.send(1);
    expect(network.isSlow).toBe(false);
    network.clock.advance(1);
    network.send(1);
    expect(network.isSlow).toBe(true);
    expect(network.writableLength).toBe(3);
  });

  it('that is always behind, but takes what it is sent in time, stays', () => {
    const network = new Network();
    for (let second = 0; second < 60; second += 1) {
      network.send(100);
      network.clock.advance(1_000);
      network.take(second < 3 ? 0 : 100);
    }
    expect(network.writableLength).toBe(300);
    expect(network.isSlow).toBe(false);
  });

  it('that was quiet while nothing waited is not late', () => {
    const network = new Network();
    network.send(10);
    network.send(10);
    network.take(20);
    network.clock.advance(3_600_000);
    network.send(10);
    network.send(10);
    expect(network.isSlow).toBe(false);
  });

  it('that has not taken the head of its answer yet is not late for what comes behind it', () => {
    const network = new Network();
    network.write(Buffer.alloc(100));
    network.send(10);
    network.send(10);
    expect(network.isSlow).toBe(false);
    network.clock.advance(10_001);
    network.send(10);
    expect(network.isSlow).toBe(true);
  });

  it('that takes less than the queue holds is closed at its edge', () => {
    const network = new Network();
    network.send(1_000);
    network.send(1);
    expect(network.isSlow).toBe(false);
    network.send(1);
    expect(network.isSlow).toBe(true);
  });
});
