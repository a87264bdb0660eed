import {
  Admission,
  type ChatTables,
  createTables,
  Pace,
  SqlRooms,
  SqlStandings,
  TableMembership,
} from '@drupal-nodejs/chatroom';
import { type DrupalTables, openDatabase } from '@drupal-nodejs/drupal';
import { installSite } from '@drupal-nodejs/drupal/install';
import { expect, it, onTestFinished } from 'vitest';
import { SitePeople } from '../../src/server/people/site-people.ts';
import { Conversations } from '../../src/server/rooms/conversations.ts';

const now = 1_000_000;

/** What the standings of accounts in rooms promise, as tests; `url` answers with an empty place for a site. */
export function standingsContract(url: () => Promise<string>): void {
  /** A site with an editor, Bob and Carol, and two rooms. */
  async function begin() {
    const address = await url();
    const site = await installSite(address);
    await site.createRole({ id: 'editor', label: 'Editor' });
    const person = (name: string, roles: string[] = []) =>
      site.createUser({ name, passwordHash: '!', roles });
    const [editor, bob, carol] = [await person('Ed', ['editor']), await person('Bob'), await person('Carol')];
    await site.close();
    const db = await openDatabase<ChatTables & DrupalTables>(address, { access: 'write' });
    onTestFinished(() => db.destroy());
    await createTables(db);
    const open = async (name: string, title: string) => {
      await db.insertInto('chatroom_room').values({ name, title, epoch: 'e', created: 1 }).execute();
      const { rid } = await db
        .selectFrom('chatroom_room')
        .select('rid')
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      return rid;
    };
    const [lobby, library] = [await open('lobby', 'The lobby'), await open('library', '')];
    const standings = new SqlStandings(db, () => now);
    const rooms = new SqlRooms(db, () => now);
    return { db, standings, rooms, editor, bob, carol, lobby, library };
  }

  it('tells of a room, of the account’s roles on the site and of what they and its name are there', async () => {
    const { db, standings, editor, bob, lobby, library } = await begin();
    await db
      .insertInto('chatroom_grant')
      .values([
        { rid: lobby, grantee: 'authenticated', role: 'reader' },
        { rid: lobby, grantee: 'editor', role: 'moderator' },
        { rid: library, grantee: 'anonymous', role: 'reader' },
      ])
      .execute();
    await db
      .insertInto('chatroom_member')
      .values({ rid: lobby, uid: bob, role: 'member', joined: 1 })
      .execute();
    const facts = { room: 'lobby', title: 'The lobby', kind: 'site', status: 'open', slow: 0, sanctions: [] };
    const asked = [
      standings.of('lobby', editor),
      standings.of('lobby', bob),
      standings.of('lobby', 0),
      standings.of('library', 0),
      standings.of('nowhere', bob),
    ];
    expect(await Promise.all(asked)).toEqual([
      { ...facts, uid: editor, siteRoles: ['authenticated', 'editor'], role: 'moderator' },
      { ...facts, uid: bob, siteRoles: ['authenticated'], role: 'member' },
      { ...facts, uid: 0, siteRoles: ['anonymous'], role: undefined },
      { ...facts, room: 'library', title: 'library', uid: 0, siteRoles: ['anonymous'], role: 'reader' },
      undefined,
    ]);
  });

  it('tells what holds for each, in this room and on the site, and nothing that is over', async () => {
    const { standings, rooms, db, editor, bob, carol } = await begin();
    await rooms.impose('lobby', bob, { kind: 'mute', until: now + 1, reason: 'loud' }, editor);
    await rooms.impose('library', bob, { kind: 'ban', until: 0, reason: '' }, editor);
    await rooms.impose('lobby', carol, { kind: 'ban', until: now, reason: 'over' }, editor);
    await rooms.impose('lobby', carol, { kind: 'mute', until: 0, reason: 'lifted' }, editor);
    await rooms.lift('lobby', carol, 'mute', editor);
    const sanctions = async (room: string, uid: number) => (await standings.of(room, uid))?.sanctions;
    expect(
      await Promise.all([sanctions('lobby', bob), sanctions('library', bob), sanctions('lobby', carol)]),
    ).toEqual([
      [{ kind: 'mute', until: now + 1, reason: 'loud' }],
      [{ kind: 'ban', until: 0, reason: '' }],
      [],
    ]);
    const everywhere = { rid: 0, uid: carol, kind: 'mute' as const, imposed_by: editor, created: 1 };
    await db.insertInto('chatroom_sanction').values(everywhere).execute();
    expect(await sanctions('library', carol)).toEqual([{ kind: 'mute', until: 0, reason: '' }]);
  });

  it('counts what was changed a moment ago: a role, a name, a block', async () => {
    const { db, standings, editor, bob, carol, lobby } = await begin();
    await db.insertInto('chatroom_grant').values({ rid: lobby, grantee: 'editor', role: 'owner' }).execute();
    const members = [bob, carol].map((uid) => ({ rid: lobby, uid, role: 'member' as const, joined: 1 }));
    await db.insertInto('chatroom_member').values(members).execute();
    const role = async (uid: number) => (await standings.of('lobby', uid))?.role;
    const roles = () => Promise.all([editor, bob, carol].map(role));
    expect(await roles()).toEqual(['owner', 'member', 'member']);
    await db.deleteFrom('user__roles').where('entity_id', '=', editor).execute();
    await db.deleteFrom('chatroom_member').where('uid', '=', bob).execute();
    await db.updateTable('users_field_data').set({ status: 0 }).where('uid', '=', carol).execute();
    expect(await roles()).toEqual([undefined, undefined, undefined]);
    expect((await standings.of('lobby', carol))?.siteRoles).toEqual([]);
  });

  it('answers everybody else while somebody asks for what no room can be called', async () => {
    const { db, standings, rooms, bob } = await begin();
    const conversations = new Conversations({
      db,
      admission: new Admission({ membership: new TableMembership(db, async () => []), rooms, standings }),
      people: new SitePeople(db, true),
      pace: new Pace({ burst: 1, perSecond: 1 }, () => now),
      tell: () => undefined,
      expel: async () => undefined,
      now: () => now,
    });
    const author = { uid: bob, name: 'Bob', client: 'his' };
    for (const room of ['é', '😀', 'a\u0000b', '\ud800', 'LOBBY', 'lobby ', '', 'a'.repeat(100_000)]) {
      const [lobby, none, [alike], nothing] = await Promise.all([
        standings.of('lobby', bob),
        standings.of(room, bob),
        rooms.standing(['lobby', room], bob),
        rooms.standing([room], bob),
      ]);
      expect([lobby?.room, none, alike?.room, nothing]).toEqual(['lobby', undefined, 'lobby', []]);
      await expect(rooms.sanctions(room)).rejects.toMatchObject({ code: 1404 });
      await expect(conversations.join(author, { room })).rejects.toMatchObject({ code: 1404 });
      await expect(conversations.leave(author, { room })).rejects.toMatchObject({ code: 1404 });
    }
  });
}
