import { expect, it } from 'vitest';
import { connectedSocket, connectionToken, startServer, subscriptionToken } from '../running-server.ts';

it('no answer tells who has no right to a channel whether it exists', async () => {
  await using server = await startServer();
  // One with a listener and a history, and one that nobody ever named.
  const there = 'user:8';
  const owner = server.client({ token: await connectionToken('8') });
  const own = owner.newSubscription(there, { token: await subscriptionToken('8', there) });
  own.subscribe();
  owner.connect();
  await own.ready();
  await server.call('publish', { channel: there, data: 'secret' });

  const stranger = await connectedSocket(server, '7');
  const ask = async (command: object): Promise<unknown> => {
    stranger.send(JSON.stringify({ id: 2, ...command }));
    return (await stranger.replies(1))[0];
  };
  const token = await subscriptionToken('7', 'user:7');
  const questions = (channel: string): readonly object[] => [
    { subscribe: { channel } },
    { subscribe: { channel, token } },
    { subscribe: { channel, recover: true, offset: 1, epoch: 'x' } },
    { history: { channel, limit: 1 } },
    { presence: { channel } },
    { presence_stats: { channel } },
    { publish: { channel, data: 'x' } },
    { unsubscribe: { channel } },
    { sub_refresh: { channel, token } },
  ];
  const hidden = questions('user:9');
  for (const [index, question] of questions(there).entries()) {
    const answer = await ask(question);
    expect(answer, JSON.stringify(question)).toMatchObject({ id: 2 });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(answer, JSON.stringify(question)).toEqual(await ask(hidden[index] ?? {}));
  }
});
