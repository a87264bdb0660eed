import { type Kysely, sql } from 'kysely';
import type { Line } from '../../shared/line.ts';
import { answered, unknownLine } from '../chat-error.ts';
import { type LineRow, readLines } from '../lines/line-row.ts';
import type { Pace } from '../lines/pace.ts';
import type { Author } from '../people/author.ts';
import { readFindRequest, readFlagRequest, readRoomRequest, readSearchRequest } from '../requests.ts';
import type { Admission } from '../rooms/admission.ts';
import type { ChatTables } from '../tables.ts';

const pinLimit = 100;

/** A line, and the room that it was found in. */
export interface Found {
  readonly room: string;
  readonly line: Line;
}

/** What {@link Finding} works with. */
export interface FindingParts {
  readonly db: Kysely<ChatTables>;
  readonly admission: Admission;
  readonly pace: Pace;
  /** The server's clock, milliseconds since 1970. */
  readonly now: () => number;
}

/** Commands that look for lines, and the one that shows a line to the moderators. */
export class Finding {
  readonly #parts: FindingParts;

  constructor(parts: FindingParts) {
    this.#parts = parts;
  }

  /**
   * `chat.search`: lines that say something, in a room or in all that the author may read, the newest first.
   *
   * Capital letters outside A–Z count on SQLite.
   * @throws ChatError 1400, 1404, 1500, 1502
   */
  async search(
    author: Author | undefined,
    data: unknown,
  ): Promise<{ more: boolean; found: readonly Found[] }> {
    const { query, room, before, limit } = readSearchRequest(data);
    const { db, admission, pace } = this.#parts;
    if (author) pace.question(author);
    const rooms =
      room === undefined
        ? [...(author ? await admission.rooms(author.uid) : new Map<string, unknown>()).keys()]
        : [(await admission.reader(room, author)).room];
    if (rooms.length === 0) return { more: false, found: [] };
    return answered(async () => {
      const named = await db
        .selectFrom('chatroom_room')
        .select(['rid', 'name'])
        .where('name', 'in', rooms)
        .execute();
      const names = new Map(named.map(({ rid, name }) => [rid, name]));
      const pattern = `%${query.replace(/[|%_]/g, '|$&')}%`;
      const rows = await db
        .selectFrom('chatroom_message')
        .selectAll()
        .where('rid', 'in', [...names.keys()])
        .where('deleted', '=', 0)
        // Both by the database: SQLite lowers A–Z alone.
        .where(sql<boolean>`lower(body) like lower(${pattern}) escape '|'`)
        .$if(before !== undefined, (lines) => lines.where('mid', '<', before ?? 0))
        .orderBy('mid', 'desc')
        .limit(limit + 1)
        .execute();
      const page = rows.slice(0, limit);
      const lines = await readLines(db, page);
      const found = lines.map((line, index) => ({ room: names.get(page[index]?.rid ?? 0) ?? '', line }));
      return { more: rows.length > limit, found };
    });
  }

  /** `chat.pins`: the lines that are pinned to a room, at most 100, the newest pin first. @throws ChatError 1400, 1404, 1500 */
  async pins(author: Author | undefined, data: unknown): Promise<{ lines: readonly Line[] }> {
    const { room } = readRoomRequest(data);
    const { db, admission } = this.#parts;
    await admission.reader(room, author);
    return answered(async () => {
      const rows = await this.#linesOf(room)
        .where('line.pinned', '>', 0)
        .orderBy('line.pinned', 'desc')
        .limit(pinLimit)
        .execute();
      return { lines: await readLines(db, rows) };
    });
  }

  /**
   * `chat.find`: `seq` of the room's first line that was written then or later, of the last one if there is none.
   * @throws ChatError 1400, 1404, 1405, 1500
   */
  async find(author: Author | undefined, data: unknown): Promise<{ seq: number }> {
    const { room, created } = readFindRequest(data);
    await this.#parts.admission.reader(room, author);
    return answered(async () => {
      const lines = this.#linesOf(room).where('line.thread', '=', 0);
      const later = lines.where('line.created', '>=', created).orderBy('line.created').orderBy('line.seq');
      const line =
        (await later.limit(1).executeTakeFirst()) ??
        (await lines.orderBy('line.seq', 'desc').limit(1).executeTakeFirst());
      if (!line) throw unknownLine();
      return { seq: line.seq };
    });
  }

  /** `chat.flag`: asks the moderators to look at a line; again by the same account it is the same report. @throws ChatError 1400, 1404, 1405, 1500, 1502 */
  async flag(author: Author | undefined, data: unknown): Promise<{ flagged: true }> {
    const { room, seq, reason = '' } = readFlagRequest(data);
    const { db, admission, pace, now } = this.#parts;
    const reader = await admission.reader(room, author);
    pace.deed(reader);
    const { uid } = reader;
    return answered(async () => {
      const line: LineRow | undefined = await this.#linesOf(room)
        .where('line.seq', '=', seq)
        .executeTakeFirst();
      if (!line || line.deleted > 0 || uid === 0) throw unknownLine();
      const { mid, rid } = line;
      const known = db
        .selectFrom('chatroom_flag')
        .select('fid')
        .where('mid', '=', mid)
        .where('uid', '=', uid);
      if (!(await known.executeTakeFirst())) {
        await db.insertInto('chatroom_flag').values({ mid, rid, uid, reason, created: now() }).execute();
      }
      return { flagged: true };
    });
  }

  #linesOf(room: string) {
    return this.#parts.db
      .selectFrom('chatroom_message as line')
      .innerJoin('chatroom_room as room', 'room.rid', 'line.rid')
      .selectAll('line')
      .where('room.name', '=', room);
  }
}
