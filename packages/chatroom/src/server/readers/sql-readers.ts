import type { Kysely } from 'kysely';
import type { Call } from '../../shared/line.ts';
import { type NotifyLevel, unreadLimit } from '../../shared/room-overview.ts';
import { answered, unknownRoom } from '../chat-error.ts';
import type { RoomRow } from '../lines/line-row.ts';
import type { ChatTables } from '../tables.ts';
import type { Readers, RoomReading } from './readers.ts';

/** Where a line is. */
interface Place {
  readonly rid: number;
  readonly seq: number;
}

interface Reading {
  readonly rid: number;
  readonly read_seq: number;
  readonly notify: NotifyLevel;
}

/** Readers in the tables of `schema.json`. */
export class SqlReaders implements Readers {
  readonly #db: Kysely<ChatTables>;

  constructor(db: Kysely<ChatTables>) {
    this.#db = db;
  }

  overview(uid: number, rooms: readonly string[]): Promise<readonly RoomReading[]> {
    return answered(async () => {
      const found = await this.#rooms(rooms);
      if (found.length === 0) return [];
      const places = await this.#places(uid, found);
      const [unread, named] = await Promise.all([this.#unread(uid, places), this.#mentions(uid, places)]);
      const counts = countByRoom(unread);
      const mentions = countByRoom([...named, ...unread.filter(({ calls }) => calls === 'all')]);
      return found.map(({ rid, name, epoch, head_seq }, index) => ({
        room: name,
        epoch,
        head_seq,
        read_seq: places[index]?.read_seq ?? 0,
        unread: counts.get(rid) ?? 0,
        mentions: mentions.get(rid) ?? 0,
        notify: places[index]?.notify ?? 'nothing',
      }));
    });
  }

  read(uid: number, room: string, seq: number, isBack: boolean): Promise<number> {
    return answered(async () => {
      const { rid, head_seq } = await this.#room(room);
      const before = await this.#place(uid, room);
      const read_seq = Math.min(seq, head_seq);
      if (isBack ? before.read_seq === read_seq : before.read_seq >= read_seq) return before.read_seq;
      const update = this.#db
        .updateTable('chatroom_reader')
        .set({ read_seq })
        .where('uid', '=', uid)
        .where('rid', '=', rid);
      await (isBack ? update : update.where('read_seq', '<', read_seq)).execute();
      return (await this.#place(uid, room)).read_seq;
    });
  }

  notify(uid: number, room: string, level: NotifyLevel): Promise<void> {
    return answered(async () => {
      const { rid } = await this.#place(uid, room);
      await this.#db
        .updateTable('chatroom_reader')
        .set({ notify: level })
        .where('uid', '=', uid)
        .where('rid', '=', rid)
        .execute();
    });
  }

  async #room(name: string): Promise<RoomRow> {
    const [room] = await this.#rooms([name]);
    if (!room) throw unknownRoom();
    return room;
  }

  async #rooms(names: readonly string[]): Promise<readonly RoomRow[]> {
    if (names.length === 0) return [];
    return this.#db
      .selectFrom('chatroom_room')
      .selectAll()
      .where('name', 'in', names)
      .orderBy('name')
      .execute();
  }

  async #place(uid: number, name: string): Promise<Reading> {
    const [place] = await this.#places(uid, [await this.#room(name)]);
    if (!place) throw unknownRoom();
    return place;
  }

  /** How far the account is in each of the rooms; who comes to one for the first time has missed nothing. */
  async #places(uid: number, rooms: readonly RoomRow[]): Promise<readonly Reading[]> {
    if (uid === 0) return rooms.map(({ rid, head_seq }) => ({ rid, read_seq: head_seq, notify: 'nothing' }));
    const rids = rooms.map(({ rid }) => rid);
    const known = new Set((await this.#readings(uid, rids)).map(({ rid }) => rid));
    const fresh = rooms.filter(({ rid }) => !known.has(rid));
    for (const { rid, head_seq } of fresh) await this.#begin({ uid, rid, read_seq: head_seq });
    const readings = new Map((await this.#readings(uid, rids)).map((reading) => [reading.rid, reading]));
    return rids.flatMap((rid) => readings.get(rid) ?? []);
  }

  #readings(uid: number, rids: readonly number[]): Promise<readonly Reading[]> {
    return this.#db
      .selectFrom('chatroom_reader')
      .select(['rid', 'read_seq', 'notify'])
      .where('uid', '=', uid)
      .where('rid', 'in', rids)
      .execute();
  }

  async #begin(reader: {
    readonly uid: number;
    readonly rid: number;
    readonly read_seq: number;
  }): Promise<void> {
    try {
      await this.#db.insertInto('chatroom_reader').values(reader).execute();
    } catch (error) {
      // Another page of the same reader was faster.
      if ((await this.#readings(reader.uid, [reader.rid])).length === 0) throw error;
    }
  }

  async #unread(
    uid: number,
    places: readonly Reading[],
  ): Promise<readonly (Place & { readonly calls: '' | Call })[]> {
    const [first, ...others] = places.map(({ rid, read_seq }) => {
      const lines = this.#db
        .selectFrom('chatroom_message')
        .select(['rid', 'seq', 'calls'])
        .where('rid', '=', rid)
        .where('thread', '=', 0)
        .where('seq', '>', read_seq)
        .where('uid', '!=', uid)
        .where('deleted', '=', 0)
        .limit(unreadLimit);
      // SQLite takes no limit inside a union without this.
      return this.#db.selectFrom(lines.as('line')).select(['line.rid', 'line.seq', 'line.calls']);
    });
    if (uid === 0 || first === undefined) return [];
    return others.reduce((all, one) => all.unionAll(one), first).execute();
  }

  /** Asked by room: one that is long must not use up what is asked of the others. */
  async #mentions(uid: number, places: readonly Reading[]): Promise<readonly Place[]> {
    const [first, ...others] = places.map(({ rid, read_seq }) => {
      const mentions = this.#db
        .selectFrom('chatroom_mention')
        .select(['rid', 'seq'])
        .where('uid', '=', uid)
        .where('rid', '=', rid)
        .where('seq', '>', read_seq)
        .limit(unreadLimit);
      return this.#db.selectFrom(mentions.as('mention')).select(['mention.rid', 'mention.seq']);
    });
    if (uid === 0 || first === undefined) return [];
    return others.reduce((all, one) => all.unionAll(one), first).execute();
  }
}

/** Lines of each room, each once, a hundred at most. */
function countByRoom(places: readonly Place[]): ReadonlyMap<number, number> {
  const rooms = Map.groupBy(places, ({ rid }) => rid);
  return new Map(
    [...rooms].map(([rid, lines]) => [rid, Math.min(unreadLimit, new Set(lines.map(({ seq }) => seq)).size)]),
  );
}
