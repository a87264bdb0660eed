import { type Kysely, sql, type Transaction } from 'kysely';
import type { RoomEvent } from '../../shared/answers.ts';
import type { Line } from '../../shared/line.ts';
import type { Draft } from '../store.ts';
import type { ChatTables } from '../tables.ts';
import { type LineRow, newRow, toLine } from './line-row.ts';
import { byRoom, type Committed, type Outcome, type Wish } from './line-writer.ts';
import { mentionedBy } from './mentions.ts';

/** Rooms that are remembered at most; talk of two has a room for each pair. */
const knownLimit = 10_000;

/** What a room is as long as its row is the same. */
interface KnownRoom {
  readonly name: string;
  readonly rid: number;
  readonly epoch: string;
}

/** A room's row isn't the one that is remembered. */
class Stale extends Error {}

/**
 * Appends lines that are new and nothing but lines: two statements for all of a room, between BEGIN and COMMIT.
 *
 * Nothing is read first. What isn't as expected, such as a resend, ends the transaction without a trace, and whoever
 * asked goes the long way.
 */
export class PlainLines {
  readonly #db: Kysely<ChatTables>;
  readonly #known = new Map<string, KnownRoom>();

  constructor(db: Kysely<ChatTables>) {
    this.#db = db;
  }

  /** Are these lines without anything that has to be looked up? */
  static are(wishes: readonly Wish[]): wishes is readonly Draft[] {
    return wishes.every(
      (wish) =>
        !('deed' in wish) &&
        wish.reply_to === undefined &&
        wish.thread === undefined &&
        (wish.files ?? []).length === 0,
    );
  }

  /** Commits all, or nothing: then the answer is undefined. */
  async append(drafts: readonly Draft[], now: number): Promise<Committed | undefined> {
    const groups = byRoom(drafts);
    try {
      const rooms = await this.#rooms(groups.map(([name]) => name));
      return await this.#db.transaction().execute(async (transaction) => {
        const outcomes = new Map<Wish, Outcome>();
        const news = new Map<string, readonly RoomEvent[]>();
        for (const [name, group] of groups) {
          const room = rooms.get(name);
          if (!room) throw new Stale();
          const lines = await this.#appendTo(transaction, room, group, now);
          group.forEach((draft, index) => {
            const line = lines[index];
            if (line) outcomes.set(draft, line);
          });
          news.set(
            name,
            lines.map((line) => ({ epoch: room.epoch, seq: line.seq, lines: [line] })),
          );
        }
        return { outcomes, news };
      });
    } catch {
      // Whatever it was: who goes the long way meets it again, or finds the line that is there already.
      for (const [name] of groups) this.#known.delete(name);
      return undefined;
    }
  }

  async #appendTo(
    transaction: Transaction<ChatTables>,
    room: KnownRoom,
    drafts: readonly Draft[],
    now: number,
  ): Promise<readonly Line[]> {
    const head = await this.#takeNumbers(transaction, room, drafts.length);
    const rows = drafts.map((draft, index) =>
      newRow(draft, { rid: room.rid, seq: head - drafts.length + 1 + index, created: now }),
    );
    const mids = await this.#insert(transaction, rows);
    const mentions = drafts.flatMap((draft, index) =>
      mentionedBy(draft).map((uid) => ({ uid, rid: room.rid, seq: rows[index]?.seq ?? 0 })),
    );
    if (mentions.length > 0) await transaction.insertInto('chatroom_mention').values(mentions).execute();
    return rows.map((row) => toLine({ ...row, mid: mids.get(row.seq) ?? 0 }));
  }

  /** Takes the room's next numbers, and with its row its lock; the last of them. */
  async #takeNumbers(
    transaction: Transaction<ChatTables>,
    { name, rid, epoch }: KnownRoom,
    count: number,
  ): Promise<number> {
    const room = transaction
      .updateTable('chatroom_room')
      .where('rid', '=', rid)
      .where('name', '=', name)
      .where('epoch', '=', epoch);
    if (hasReturning(transaction)) {
      const taken = await room
        .set((row) => ({ head_seq: row('head_seq', '+', count) }))
        .returning('head_seq')
        .executeTakeFirst();
      if (!taken) throw new Stale();
      return taken.head_seq;
    }
    // MySQL tells by this what it wrote.
    const { insertId } = await transaction.executeQuery(
      room.set({ head_seq: sql<number>`last_insert_id(head_seq + ${count})` }).compile(),
    );
    if (insertId === undefined) throw new Stale();
    return Number(insertId);
  }

  /** Inserts rows of one room; their ids by `seq`. */
  async #insert(
    transaction: Transaction<ChatTables>,
    rows: readonly Omit<LineRow, 'mid'>[],
  ): Promise<ReadonlyMap<number, number>> {
    const insert = transaction.insertInto('chatroom_message').values(rows);
    const [first] = rows;
    if (hasReturning(transaction)) {
      const inserted = await insert.returning(['mid', 'seq']).execute();
      return new Map(inserted.map(({ mid, seq }) => [seq, mid]));
    }
    const { insertId } = await insert.executeTakeFirstOrThrow();
    if (first && rows.length === 1 && insertId !== undefined) return new Map([[first.seq, Number(insertId)]]);
    // Ids of several rows needn't follow each other where servers write to one cluster.
    const inserted = await transaction
      .selectFrom('chatroom_message')
      .select(['mid', 'seq'])
      .where('rid', '=', first?.rid ?? 0)
      .where('seq', '>=', first?.seq ?? 0)
      .execute();
    return new Map(inserted.map(({ mid, seq }) => [seq, mid]));
  }

  async #rooms(names: readonly string[]): Promise<ReadonlyMap<string, KnownRoom>> {
    if (this.#known.size > knownLimit) this.#known.clear();
    const unknown = names.filter((name) => !this.#known.has(name));
    if (unknown.length > 0) {
      const found = await this.#db
        .selectFrom('chatroom_room')
        .select(['name', 'rid', 'epoch'])
        .where('name', 'in', unknown)
        .execute();
      for (const room of found) this.#known.set(room.name, room);
    }
    return this.#known;
  }
}

function hasReturning(db: Kysely<ChatTables>): boolean {
  return db.getExecutor().adapter.supportsReturning ?? false;
}
