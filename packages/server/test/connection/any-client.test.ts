import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  connectionToken,
  type Message,
  type RunningServer,
  startServer,
  subscriptionToken,
} from '../running-server.ts';

const channels = ['user:7', 'user:8', 'presence:p', 'open:o', 'nowhere:n', '__proto__', 'content:public'];
const secret = 'for user 8 only';

describe('a client that does anything in any order', () => {
  it('gets one answer to each command or a coded end, nothing that it may not hear, and leaves nothing behind', async () => {
    const echo = { name: 'echo', methods: { it: async (data: unknown) => data } };
    await using server = await startServer(
      { channels: { namespaces: { open: { clientSubscribe: true, clientPublish: true, presence: true } } } },
      { plugins: [echo] },
    );
    await server.call('broadcast', { channels: ['user:8'], data: secret });
    const tokens = [
      await connectionToken('7'),
      await connectionToken('7', { channels: ['presence:p', 'open:o'] }),
      await connectionToken('7', { channels: ['nowhere:n'] }),
      await connectionToken('7', { exp: 1 }),
      await subscriptionToken('7', 'user:7'),
      await subscriptionToken('7', 'presence:p'),
      await subscriptionToken('8', 'user:8'),
      await subscriptionToken('', 'content:public', { iat: undefined }),
      'a.b.c',
      '',
    ];

    await fc.assert(
      fc.asyncProperty(clients(tokens), async (frames) => {
        await using socket = await server.socket();
        const waiting = new Set<number>();
        let id = 0;
        for (const frame of frames) {
          const numbered = frame.map((body) => ({ id: ++id, ...body }));
          for (const one of numbered) {
            waiting.add(one.id);
          }
          socket.send(numbered.map((one) => JSON.stringify(one)).join('\n'));
        }
        while (waiting.size > 0) {
          const outcome = await socket.read();
          if ('code' in outcome) {
            expect(outcome.code).toBeGreaterThanOrEqual(3000);
            break;
          }
          expect(outcome.text).not.toContain(secret);
          for (const message of outcome.text.split('\n').map((line): Message => JSON.parse(line))) {
            expect(message.id === undefined || waiting.delete(message.id)).toBe(true);
          }
        }
        socket.socket.destroy();
        await empty(server);
      }),
      { numRuns: 150 },
    );
  });
});

type Body = Readonly<Record<string, unknown>>;

/** Frames of clients most of which connect first; the commands of one frame are about one channel, to get in each other's way. */
function clients(tokens: readonly string[]): fc.Arbitrary<Body[][]> {
  const connects = tokens.map((token) => ({ connect: { token } }));
  const first = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...connects.slice(0, 2)) },
    fc.constantFrom(...connects),
    fc.constant({}),
  );
  const frame = fc
    .constantFrom(...channels)
    .chain((channel) => fc.array(command(tokens, channel), { minLength: 1, maxLength: 6 }));
  return fc.tuple(first, fc.array(frame, { maxLength: 5 })).map(([body, frames]) => [[body], ...frames]);
}

function command(tokens: readonly string[], channel: string): fc.Arbitrary<Body> {
  const token = fc.record({ token: fc.constantFrom(...tokens) }, { requiredKeys: [] });
  const position = fc.record(
    { recover: fc.boolean(), epoch: fc.constantFrom('', 'x'), offset: fc.nat(3) },
    { requiredKeys: [] },
  );
  const part = fc.record({ limit: fc.integer({ min: -2, max: 3 }), reverse: fc.boolean() });
  const rpc = fc.record({ method: fc.constantFrom('echo.it', 'echo.__proto__', ''), data: fc.jsonValue() });
  const about = (method: string, ...parts: readonly fc.Arbitrary<object>[]) =>
    fc.tuple(...parts).map((members) => ({ [method]: Object.assign({ channel }, ...members) }));
  return fc.oneof(
    { weight: 4, arbitrary: about('subscribe', token, position) },
    { weight: 2, arbitrary: about('unsubscribe') },
    { weight: 2, arbitrary: about('history', part) },
    about('publish', fc.record({ data: fc.jsonValue({ maxDepth: 1 }) })),
    about('presence'),
    about('presence_stats'),
    about('sub_refresh', token),
    token.map((refresh) => ({ refresh })),
    token.map((connect) => ({ connect })),
    rpc.map((body) => ({ rpc: body })),
    fc.constantFrom({ ping: {} }, { nonsense: {} }, { subscribe: null }, { history: [] }),
  );
}

/** Resolves when the server has forgotten every client. */
async function empty(server: RunningServer): Promise<void> {
  for (;;) {
    const [info, heard, present] = await Promise.all([
      server.call('info', {}),
      server.call('channels', {}),
      server.call('presence', { channel: 'presence:p' }),
    ]);
    const [node] = info.body.result.nodes as readonly { num_clients: number; num_users: number }[];
    const left = { ...(heard.body.result.channels as object), ...(present.body.result.presence as object) };
    if (node?.num_clients === 0 && node.num_users === 0 && Object.keys(left).length === 0) {
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
