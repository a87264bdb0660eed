import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiKey, connectedSocket, type RunningServer, startServer } from './running-server.ts';

const calls = [
  'publish',
  'broadcast',
  'subscribe',
  'unsubscribe',
  'disconnect',
  'refresh',
  'presence',
  'presence_stats',
  'history',
  'history_remove',
  'channels',
  'info',
  'revoke',
  'occupancy',
  'batch',
] as const;

describe('a body of anything', () => {
  it('is answered by every call of the API with JSON and a status that fits, and nobody else notices', async () => {
    await using server = await startServer();
    await using witness = await connectedSocket(server, '1', { channels: ['user:1'] });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...calls), anyBody(), async (name, body) => {
        const { status, body: answer } = await server.call(name, body);
        expect([200, 400, 404, 409, 413]).toContain(status);
        const [member] = Object.keys(answer);
        expect(member).toBe(status === 200 ? (name === 'batch' ? 'replies' : 'result') : 'error');
      }),
      { numRuns: 500 },
    );
    // Whatever was revoked, disconnected or unsubscribed, it was not this one’s.
    await server.call('publish', { channel: 'user:1', data: 'still here' });
    expect(await witness.replies(1)).toMatchObject([{ push: { pub: { data: 'still here' } } }]);
  });
});

describe('garbage of every kind', () => {
  it('leaves nothing behind in memory', async () => {
    await using server = await startServer({ limits: { rememberedTokens: 100 } });
    const used: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      await garbage(server, round);
      used.push(await heapUsed());
    }
    // The first rounds fill what is bounded and warm up what is compiled.
    const [before = 0, after = 0] = [Math.min(...used.slice(3, 5)), Math.min(...used.slice(-2))];
    const megabytes = used.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ');
    expect(after - before, `MB: ${megabytes}`).toBeLessThan(1_500_000);
  }, 120_000);
});

/** About 10 MB in frames, tokens, names and bodies, none like that of another round. */
async function garbage(server: RunningServer, round: number): Promise<void> {
  const filler = `${round}-${'x'.repeat(20_000)}`;
  for (let n = 0; n < 20; n += 1) {
    const frames = [
      `{"id":1,"connect":{"token":"${n}${filler}"}}`,
      `{"${n}`,
      '\0'.repeat(n + 1),
      `[${filler}]`,
    ];
    for (const frame of frames) {
      await using socket = await server.socket();
      socket.send(frame);
      await socket.closed();
    }
    await using socket = await connectedSocket(server, `${round}-${n}`);
    socket.send(
      Array.from({ length: 100 }, (_, m) =>
        JSON.stringify({
          id: m + 2,
          subscribe: { channel: `user:${round}-${n}-${m}`, token: `${n}.${m}.x` },
        }),
      ).join('\n'),
    );
    await socket.replies(100);
    for (const [name, body] of [
      ['publish', { channel: `${n}${filler}`, data: filler }],
      ['publish', { channel: `nowhere:${round}-${n}`, data: filler }],
      ['history', { channel: `chat:${n}`, since: { epoch: filler, offset: n } }],
      [filler.slice(0, 200), { n }],
      ['batch', { commands: [{ publish: { channel: `x${filler}`, data: n } }, { [filler]: n }] }],
    ] as const) {
      await server.call(name, body, { 'x-api-key': n % 2 === 0 ? apiKey : filler.slice(0, 5_000) });
    }
  }
}

function anyBody(): fc.Arbitrary<unknown> {
  const channel = fc.oneof(fc.constantFrom('user:7', 'chat:1', '__proto__', 'user:\0', ''), fc.string());
  const member = fc.oneof(channel, fc.jsonValue({ maxDepth: 2 }), fc.integer(), fc.double());
  const likely = fc.record(
    {
      channel: fc.oneof(channel, member),
      channels: fc.oneof(fc.array(channel, { maxLength: 3 }), member),
      data: fc.jsonValue({ maxDepth: 3 }),
      user: fc.oneof(fc.constantFrom('7', '', '__proto__'), fc.integer({ min: 2 })),
      mode: fc.oneof(fc.constantFrom('end', 'refresh'), member),
      at: fc.oneof(fc.constant(1), member),
      limit: member,
      since: fc.oneof(fc.record({ epoch: fc.string(), offset: fc.integer() }), member),
      tags: fc.oneof(fc.dictionary(fc.string(), fc.string()), member),
      code: member,
      prefix: member,
      idempotency_key: member,
      version: member,
      commands: fc.oneof(
        fc.array(fc.dictionary(fc.constantFrom(...calls, '__proto__'), fc.jsonValue()), { maxLength: 3 }),
        member,
      ),
    },
    { requiredKeys: [] },
  );
  return fc.oneof({ weight: 4, arbitrary: likely }, fc.jsonValue(), fc.string());
}

async function heapUsed(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // What a closed socket held is free a turn later.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return process.memoryUsage().heapUsed;
}
