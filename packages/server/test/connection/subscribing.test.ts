import { describe, expect, it } from 'vitest';
import { connectedSocket, startServer } from '../running-server.ts';

describe('a subscription that is still being decided on', () => {
  it('gives no right to the channel’s history, presence or to publish', async () => {
    await using server = await startServer({
      channels: { namespaces: { presence: { clientPublish: true } } },
    });
    await server.call('publish', { channel: 'presence:8', data: 'for others' });
    await using socket = await connectedSocket(server);

    socket.send(
      [
        { id: 2, subscribe: { channel: 'presence:8', token: 'a.b.c' } },
        { id: 3, history: { channel: 'presence:8', limit: -1 } },
        { id: 4, presence: { channel: 'presence:8' } },
        { id: 5, presence_stats: { channel: 'presence:8' } },
        { id: 6, publish: { channel: 'presence:8', data: 'forged' } },
      ]
        .map((command) => JSON.stringify(command))
        .join('\n'),
    );

    const replies = await socket.replies(5);
    expect(replies.map(({ id, error }) => [id, error?.code]).sort()).toEqual([
      [2, 103],
      [3, 103],
      [4, 103],
      [5, 103],
      [6, 103],
    ]);
    const { publications } = (await server.call('history', { channel: 'presence:8', limit: -1 })).body.result;
    expect(publications).toMatchObject([{ data: 'for others' }]);
  });
});
