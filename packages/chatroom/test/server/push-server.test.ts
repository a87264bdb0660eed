import { ChatErrorCode } from '@drupal-nodejs/chatroom';
import type { RoomSnapshot } from '@drupal-nodejs/chatroom/feed';
import { describe, expect, it } from 'vitest';
import { createUser, drupalSite } from './chat-site.ts';
import { openRoom, startPushServer } from './push-server.ts';

const isLive = ({ state }: RoomSnapshot) => state === 'live';
const hasLines = (count: number) => (snapshot: RoomSnapshot) =>
  isLive(snapshot) && snapshot.lines.length === count && snapshot.pending.length === 0;

describe('the chat on the push server, with the official SDK', () => {
  it('shows a line to the other person and to one who comes later', async () => {
    const { url, site } = await drupalSite();
    const [alice, bob] = [await createUser({ site }, 'Alice'), await createUser({ site }, 'Bob')];
    const server = await startPushServer(url);
    const [atAlice, atBob] = [openRoom(server, alice), openRoom(server, bob)];
    await Promise.all([atAlice.until(isLive), atBob.until(isLive)]);

    const clientId = atAlice.feed.send('hello, Bob');
    expect(atAlice.feed.snapshot.pending).toMatchObject([{ client_id: clientId, state: 'sending' }]);
    const { lines } = await atBob.until(hasLines(1));
    expect(lines).toMatchObject([
      { seq: 1, client_id: clientId, uid: Number(alice.user), name: 'Alice', body: 'hello, Bob' },
    ]);
    expect(await atAlice.until(hasLines(1))).toMatchObject({ lines, mayWrite: true });
    expect(await openRoom(server, bob).until(hasLines(1))).toMatchObject({ lines });
  });

  it('brings two busy people to the same list', async () => {
    const { url, site } = await drupalSite();
    const [alice, bob] = [await createUser({ site }, 'Alice'), await createUser({ site }, 'Bob')];
    const server = await startPushServer(url);
    const people = [openRoom(server, alice), openRoom(server, bob)];
    for (let count = 0; count < 60; count++) for (const { feed } of people) feed.send(`line ${count}`);
    const [first, second] = await Promise.all(people.map(({ until }) => until(hasLines(120))));
    expect(first?.lines).toEqual(second?.lines);
    for (const { user } of [alice, bob]) {
      const own = first?.lines.filter(({ uid }) => uid === Number(user)).map(({ body }) => body);
      expect(own).toEqual(Array.from({ length: 60 }, (_, count) => `line ${count}`));
    }
  });

  it('loses and doubles nothing when the server is killed and comes back', async () => {
    const { url, site } = await drupalSite();
    const [alice, bob] = [await createUser({ site }, 'Alice'), await createUser({ site }, 'Bob')];
    const server = await startPushServer(url);
    const [atAlice, atBob] = [openRoom(server, alice), openRoom(server, bob)];
    await Promise.all([atAlice.until(isLive), atBob.until(isLive)]);
    for (let count = 0; count < 30; count++) atAlice.feed.send(`line ${count}`);
    await atBob.until(({ lines }) => lines.length >= 10);
    await server.kill();
    await Promise.all([atAlice, atBob].map(({ until }) => until(({ state }) => state === 'connecting')));
    atAlice.feed.send('written while it was away');

    await startPushServer(url, server.address);
    const [first, second] = await Promise.all([atAlice.until(hasLines(31)), atBob.until(hasLines(31))]);
    expect(first.lines.map(({ body }) => body)).toEqual([
      ...Array.from({ length: 30 }, (_, count) => `line ${count}`),
      'written while it was away',
    ]);
    expect(second.lines).toEqual(first.lines);
  });

  it('refuses a room that one may not see just as one that isn’t there', async () => {
    const { url, site } = await drupalSite();
    const bob = await createUser({ site }, 'Bob');
    const editor = await createUser({ site }, 'Eve', ['editor']);
    const server = await startPushServer(url);
    const refusal = async (room: string) => {
      const { error, lines } = await openRoom(server, bob, room).until(({ state }) => state === 'refused');
      return { error, lines };
    };
    expect(await refusal('newsroom')).toEqual({
      error: { code: expect.any(Number), message: expect.any(String) },
      lines: [],
    });
    expect(await refusal('nowhere')).toEqual(await refusal('newsroom'));
    await openRoom(server, editor, 'newsroom').until(isLive);
  });

  it('shows nothing more to somebody whose role is taken away, and everything once it is back', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice', ['editor']);
    const bob = await createUser({ site }, 'Bob', ['editor']);
    const server = await startPushServer(url);
    const [atAlice, atBob] = [openRoom(server, alice, 'newsroom'), openRoom(server, bob, 'newsroom')];
    await Promise.all([atAlice.until(isLive), atBob.until(isLive)]);
    atBob.feed.send('before');
    await atAlice.until(hasLines(1));

    const roles = await site.db
      .selectFrom('user__roles')
      .selectAll()
      .where('entity_id', '=', Number(alice.user))
      .execute();
    await site.db.deleteFrom('user__roles').where('entity_id', '=', Number(alice.user)).execute();
    await server.api('unsubscribe', { user: alice.user, channel: 'chat:newsroom' });
    await atAlice.until(({ state }) => state === 'refused');
    atBob.feed.send('without Alice');
    await atBob.until(hasLines(2));
    expect(atAlice.feed.snapshot.lines).toHaveLength(1);
    expect(await openRoom(server, alice, 'newsroom').until(({ state }) => state === 'refused')).toMatchObject(
      { lines: [] },
    );

    await site.db.insertInto('user__roles').values(roles).execute();
    atAlice.subscribe();
    expect((await atAlice.until(hasLines(2))).lines).toEqual(atBob.feed.snapshot.lines);
  });

  it('tells the author why a line is refused, keeps its text, and sends the next one', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const { feed, until } = openRoom(await startPushServer(url), alice);
    await until(isLive);
    const clientId = feed.send('bad \u0007 bell');
    feed.send('good');
    const { pending, lines } = await until((snapshot) => snapshot.lines.length === 1 && isLive(snapshot));
    expect(pending).toMatchObject([
      {
        client_id: clientId,
        body: 'bad \u0007 bell',
        state: 'refused',
        error: { code: ChatErrorCode.controlCharacter },
      },
    ]);
    expect(lines).toMatchObject([{ body: 'good', seq: 1 }]);
    feed.discard(clientId);
    expect(feed.snapshot.pending).toEqual([]);
  });
});
