import { describe, expect, it } from 'vitest';
import { connectionToken, next, startServer } from './running-server.ts';

describe('names of channels', () => {
  it('may be ten thousand at once, each with an order of its own', async () => {
    await using server = await startServer();
    const names = Array.from({ length: 10_000 }, (_, n) => `user:${'x'.repeat(n % 50)}${n}`);
    const { body } = await server.call('broadcast', { channels: names, data: 1 });
    const answers = body.result.responses as readonly { readonly result?: { readonly offset: number } }[];
    expect(answers.map(({ result }) => result?.offset)).toEqual(names.map(() => 1));
    for (const channel of [names[0], names[4_999], names.at(-1)]) {
      await server.call('publish', { channel, data: 2 });
      const { publications } = (await server.call('history', { channel, limit: 9 })).body.result;
      expect(publications).toMatchObject([{ data: 1 }, { data: 2 }]);
    }
  });

  it.each([
    ['one character', '!'],
    ['255 bytes', `user:${'x'.repeat(250)}`],
    ['nothing but a namespace', 'user:'],
    ['marks that mean something elsewhere', 'user:%2e%2e/../..?*#&"\'\\{}[]$`;|<>@~^'],
    ['colons', 'user::::'],
  ])('may have %s', async (_what, channel) => {
    await using server = await startServer();
    const client = server.client({ token: await connectionToken('7', { channels: [channel] }) });
    const heard = next<{ channel: string; data: unknown }>(client, 'publication');
    client.connect();
    await client.ready();
    await server.call('publish', { channel, data: 'here' });
    expect(await heard).toMatchObject({ channel, data: 'here' });
    expect(Object.keys((await server.call('channels', {})).body.result.channels as object)).toEqual([
      channel,
    ]);
  });

  it.each([
    ['nothing', ''],
    ['256 bytes', `user:${'x'.repeat(251)}`],
    ['a space', 'user:a b'],
    ['a NUL', 'user:\0'],
    ['a line break', 'user:7\n'],
    ['a letter beyond ASCII', 'user:ü'],
    ['half a character', 'user:\ud83d'],
    ['a delete', 'user:\x7f'],
    ['a direction mark', 'user:\u202e7'],
    ['a name that every object has', '__proto__'],
  ])('may not have %s, and a token that lists it grants the rest', async (_what, channel) => {
    await using server = await startServer();
    expect(await server.call('publish', { channel, data: 1 })).toMatchObject({
      status: 400,
      body: { error: { code: 107 } },
    });
    const client = server.client({ token: await connectionToken('7', { channels: [channel, 'user:7'] }) });
    client.connect();
    await client.ready();
    expect((await server.call('channels', {})).body.result.channels).toEqual({
      'user:7': { num_clients: 1 },
    });
  });
});
