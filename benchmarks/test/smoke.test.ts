import { describe, expect, it } from 'vitest';
import { Generator } from '../generator.ts';
import { measure, measureByTurns } from '../measure.ts';
import { canInflate, hasCompiler } from '../native.ts';
import { hasNats } from '../nats.ts';
import { ratio, spread } from '../ratios.ts';
import { type GeneratorOptions, hasPeers, type ServerName, startServer } from '../server.ts';

const small = { connections: 20, publishers: 2, window: 8, seconds: 0.2 };

/** What not every machine has. */
interface Need {
  readonly name: string;
  readonly isThere: boolean;
}

const nats: Need = { name: 'nats-server', isThere: hasNats };
const peers: Need = { name: 'what `npm run bench` installs', isThere: hasPeers };

interface Delivery {
  readonly server: ServerName;
  /** @default single messages */
  readonly what?: string;
  readonly options?: GeneratorOptions;
  readonly needs?: Need;
}

const deliveries: readonly Delivery[] = [
  { server: 'ours' },
  { server: 'ours', what: 'batches of 5', options: { batch: 5, window: 20 } },
  { server: 'ours', what: 'messages to 4 channels', options: { channels: 4 } },
  { server: 'ours', what: 'messages at a steady rate', options: { rate: 100 } },
  { server: 'ours', what: 'messages after others came and left', options: { rehearsals: 2 } },
  { server: 'ours, Protobuf' },
  { server: 'ours, HTTP stream' },
  { server: 'ours, SSE' },
  { server: 'ours, EventSource' },
  { server: 'NATS', needs: nats },
  { server: 'NATS', what: '5 messages in a write', options: { batch: 5, window: 20 }, needs: nats },
  { server: 'NATS', what: 'messages that take several frames', options: { payload: 30_000 }, needs: nats },
  { server: 'Socket.IO', needs: peers },
  { server: 'Socket.IO, tokens and rooms', needs: peers },
  { server: 'ws, tokens and channels', needs: peers },
  { server: 'net' },
  { server: 'net, tokens and channels' },
  { server: 'C' },
  { server: 'C, coalescing' },
];

// Needs `cc`: skipped where the machine has none, and `npm test` says so.
describe.skipIf(!hasCompiler)('the load generator (needs cc)', () => {
  for (const { server, what = 'single messages', options = {}, needs } of deliveries) {
    const need = needs === undefined ? '' : ` (needs ${needs.name})`;
    it.skipIf(needs?.isThere === false)(`counts each delivery of ${what} by ${server}${need}`, async () => {
      const sample = await measure({ server, options: { ...small, ...options } });

      expect(sample?.connections).toBe(20);
      expect(sample?.published).toBeGreaterThan(0);
      expect(sample?.delivered).toBe(((sample?.published ?? 0) * 20) / Number(options.channels ?? 1));
      expect(sample?.serverCpuSeconds).toBeGreaterThan(0);
    });
  }

  it.skipIf(!canInflate)('counts each delivery of compressed frames (needs zlib’s headers)', async () => {
    const options = { ...small, text: 1 };
    const sample = await measure({ server: 'ours, compressed', options });
    const plain = await measure({ server: 'ours', options });

    expect(sample?.delivered).toBe((sample?.published ?? 0) * 20);
    const each = ({ bytes, delivered }: { bytes: number; delivered: number } = { bytes: 0, delivered: 1 }) =>
      bytes / delivered;
    expect(each(sample)).toBeLessThan(each(plain));
  });

  it('counts each delivery of servers that are measured by turns', async () => {
    const turns = await measureByTurns(
      [
        { server: 'ours', options: small },
        { server: 'C', options: small },
      ],
      3,
    );

    expect(turns.map((samples) => samples?.length)).toEqual([3, 3]);
    for (const { published, delivered } of turns.flatMap((samples) => samples ?? [])) {
      expect(published).toBeGreaterThan(0);
      expect(delivered).toBe(published * 20);
    }
  });

  it('has the same connections come anew in each turn', async () => {
    const options = { connections: 20, base: 5 };
    const [samples] = await measureByTurns([{ server: 'ours', options }], 2);

    expect(samples?.map(({ connectCpuMicros }) => connectCpuMicros > 0)).toEqual([true, true]);
  });

  it('names the server that is gone when its turn comes', async () => {
    const server = await startServer('C');
    await using generator = new Generator('C', { ...server?.generator, ...small });
    await generator.first();
    await server?.[Symbol.asyncDispose]();

    await expect(generator.again()).rejects.toThrow(/^C: .*lost/);
    await expect(generator.again()).rejects.toThrow(/^C: .*lost/);
  });

  it('names the server that refused something, and what it said', async () => {
    await expect(
      measureByTurns([{ server: 'ours', options: { ...small, 'api-key': 'another' } }], 1),
    ).rejects.toThrow(/^ours: .*401/);
  });

  it('counts what every returning connection recovers', async () => {
    const sample = await measure({ server: 'ours', options: { connections: 20 }, missed: 3 });

    expect(sample?.recovered).toBe(60);
  });
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
