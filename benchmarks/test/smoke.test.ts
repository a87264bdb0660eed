import { describe, expect, it } from 'vitest';
import { canInflate, hasCompiler } from '../native.ts';
import { hasNats } from '../nats.ts';
import { ratio, spread } from '../ratios.ts';
import { measure } from '../sample.ts';
import { hasPeers } from '../server.ts';

const small = { connections: 20, publishers: 2, window: 8, seconds: 0.2 };

// Needs `cc`: skipped where the machine has none, and `npm test` says so.
describe.skipIf(!hasCompiler)('the load generator (needs cc)', () => {
  it.each([
    ['single messages', small],
    ['batches of 5', { ...small, batch: 5, window: 20 }],
    ['messages to 4 channels', { ...small, channels: 4 }],
    ['messages at a steady rate', { ...small, rate: 100 }],
    ['messages after others came and left', { ...small, rehearsals: 2 }],
  ])('counts each delivery of %s by our server', async (_what, options) => {
    const sample = await measure({ server: 'ours', options });

    expect(sample?.connections).toBe(20);
    expect(sample?.published).toBeGreaterThan(0);
    expect(sample?.delivered).toBe(((sample?.published ?? 0) * 20) / ('channels' in options ? 4 : 1));
    expect(sample?.serverCpuSeconds).toBeGreaterThan(0);
  });

  it.each(['ours, Protobuf', 'ours, HTTP stream', 'ours, SSE', 'ours, EventSource'] as const)(
    'counts each delivery by another transport: %s',
    async (server) => {
      const sample = await measure({ server, options: small });

      expect(sample?.published).toBeGreaterThan(0);
      expect(sample?.delivered).toBe((sample?.published ?? 0) * 20);
    },
  );

  it.skipIf(!canInflate)('counts each delivery of compressed frames (needs zlib’s headers)', async () => {
    const options = { ...small, text: 1 };
    const sample = await measure({ server: 'ours, compressed', options });
    const plain = await measure({ server: 'ours', options });

    expect(sample?.delivered).toBe((sample?.published ?? 0) * 20);
    const each = ({ bytes, delivered }: { bytes: number; delivered: number } = { bytes: 0, delivered: 1 }) =>
      bytes / delivered;
    expect(each(sample)).toBeLessThan(each(plain));
  });

  it.skipIf(!hasNats).each([
    ['single messages', small],
    ['5 messages in a write', { ...small, batch: 5, window: 20 }],
    ['messages that take several frames', { ...small, payload: 30_000 }],
  ])('counts each delivery of %s by NATS (needs nats-server)', async (_what, options) => {
    const sample = await measure({ server: 'NATS', options });

    expect(sample?.published).toBeGreaterThan(0);
    expect(sample?.delivered).toBe((sample?.published ?? 0) * 20);
  });

  it.skipIf(!hasPeers).each(['Socket.IO', 'Socket.IO, tokens and rooms', 'ws, tokens and channels'] as const)(
    'counts each delivery by %s (needs what `npm run bench` installs)',
    async (server) => {
      const sample = await measure({ server, options: small });

      expect(sample?.published).toBeGreaterThan(0);
      expect(sample?.delivered).toBe((sample?.published ?? 0) * 20);
    },
  );

  it('counts what every returning connection recovers', async () => {
    const sample = await measure({ server: 'ours', options: { connections: 20 }, missed: 3 });

    expect(sample?.recovered).toBe(60);
  });

  it.each(['C', 'C, coalescing', 'net', 'net, tokens and channels'] as const)(
    'counts each delivery of the limit: %s',
    async (server) => {
      const sample = await measure({ server, options: small });

      expect(sample?.published).toBeGreaterThan(0);
      expect(sample?.delivered).toBe((sample?.published ?? 0) * 20);
    },
  );
});

describe('ratios', () => {
  it('are medians of paired rounds with their spread', () => {
    expect(ratio([1, 2, 4], [2, 2, 12])).toEqual({ median: 2, least: 1, greatest: 3 });
    expect(spread([3, 1])).toEqual({ median: 2, least: 1, greatest: 3 });
  });

  it('leave out rounds that lack one of the two, and are nothing without any', () => {
    expect(ratio([1, undefined, 2], [3, 5, undefined])).toEqual({ median: 3, least: 3, greatest: 3 });
    expect(ratio([undefined], [1])).toBeUndefined();
  });
});
