import type { Kysely } from 'kysely';
import { ChatErrorCode } from '../../shared/error-code.ts';
import type { SanctionKind } from '../../shared/room-overview.ts';
import { answered, ChatError, unknownRoom } from '../chat-error.ts';
import { GroupCall } from '../group-call.ts';
import type { RoomRow } from '../lines/line-row.ts';
import type { ChatTables } from '../tables.ts';
import { isRoomName } from './room-name.ts';
import type { LoggedSanction, RoomFacts, RoomStanding, Rooms, Sanction } from './rooms.ts';

const loggedSanctions = 100;
/** Questions that one statement answers at most. */
const groupLimit = 500;
/** Names that one statement takes at most: SQLite has room for 32,766 values, other databases for twice as many. */
const namesLimit = 10_000;

interface Question {
  readonly names: readonly string[];
  readonly uid: number;
}

/** Rooms in the tables of `schema.json`. */
export class SqlRooms implements Rooms {
  readonly #db: Kysely<ChatTables>;
  readonly #now: () => number;
  readonly #asked = new GroupCall((questions: readonly Question[]) => this.#stand(questions), groupLimit);

  /** `now` is the server's clock in milliseconds since 1970. */
  constructor(db: Kysely<ChatTables>, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  standing(names: readonly string[], uid: number): Promise<readonly RoomStanding[]> {
    const possible = names.filter(isRoomName);
    return answered(async () =>
      possible.length === 0 ? [] : await this.#asked.add({ names: possible, uid }),
    );
  }

  impose(room: string, uid: number, { kind, until, reason }: Sanction, by: number): Promise<void> {
    return answered(async () => {
      const rid = await ridOf(this.#db, room);
      const created = this.#now();
      await this.#db.transaction().execute(async (transaction) => {
        const held = await this.#held(transaction, [uid], [rid]);
        if (held.some((one) => one.kind === kind && endsLater(one, { until }))) {
          throw new ChatError(
            ChatErrorCode.notAllowed,
            'What holds for them now ends later; end that first.',
          );
        }
        await this.#end(transaction, { rid, uid, kind, by });
        await transaction
          .insertInto('chatroom_sanction')
          .values({ rid, uid, kind, until, reason, imposed_by: by, created })
          .execute();
      });
    });
  }

  knows(room: string, uid: number): Promise<boolean> {
    return answered(async () => {
      const rid = await ridOf(this.#db, room);
      const traces = (['chatroom_reader', 'chatroom_invitation', 'chatroom_message'] as const).map((table) =>
        this.#db
          .selectFrom(table)
          .select('rid')
          .where('uid', '=', uid)
          .where('rid', '=', rid)
          .limit(1)
          .executeTakeFirst(),
      );
      return (await Promise.all(traces)).some((trace) => trace !== undefined);
    });
  }

  lift(room: string, uid: number, kind: SanctionKind, by: number): Promise<boolean> {
    return answered(async () => this.#end(this.#db, { rid: await ridOf(this.#db, room), uid, kind, by }));
  }

  sanctions(room: string): Promise<readonly LoggedSanction[]> {
    return answered(async () =>
      this.#db
        .selectFrom('chatroom_sanction')
        .select(['sid', 'uid', 'kind', 'until', 'reason', 'imposed_by', 'created', 'lifted', 'lifted_by'])
        .where('rid', '=', await ridOf(this.#db, room))
        .orderBy('sid', 'desc')
        .limit(loggedSanctions)
        .execute(),
    );
  }

  settle(room: string, changes: Partial<Omit<RoomFacts, 'room' | 'kind'>>): Promise<RoomFacts> {
    return answered(async () => {
      const rid = await ridOf(this.#db, room);
      if (Object.keys(changes).length > 0) {
        await this.#db.updateTable('chatroom_room').set(changes).where('rid', '=', rid).execute();
      }
      const settled = this.#db.selectFrom('chatroom_room').selectAll().where('rid', '=', rid);
      return factsOf(await settled.executeTakeFirstOrThrow());
    });
  }

  /** What everybody who waits asked for, by two statements as long as their names fit into one. */
  async #stand(questions: readonly Question[]): Promise<readonly (readonly RoomStanding[])[]> {
    const names = [...new Set(questions.flatMap((question) => question.names))];
    if (names.length > namesLimit && questions.length > 1) {
      const half = questions.length >> 1;
      const first = await this.#stand(questions.slice(0, half));
      return [...first, ...(await this.#stand(questions.slice(half)))];
    }
    const rooms = await this.#db
      .selectFrom('chatroom_room')
      .selectAll()
      .where('name', 'in', names)
      .orderBy('name')
      .execute();
    const uids = [...new Set(questions.map(({ uid }) => uid))].filter((uid) => uid > 0);
    const held =
      rooms.length === 0 || uids.length === 0
        ? []
        : await this.#held(this.#db, uids, [0, ...rooms.map(({ rid }) => rid)]);
    const heldBy = Map.groupBy(held, ({ uid }) => uid);
    const placed = new Map(rooms.map((room, place) => [room.name, { room, place }]));
    return questions.map((question) => {
      const sanctions = heldBy.get(question.uid) ?? [];
      return question.names
        .flatMap((name) => placed.get(name) ?? [])
        .sort((a, b) => a.place - b.place)
        .map(({ room }) => ({
          ...factsOf(room),
          sanctions: sanctions.filter(({ rid }) => rid === 0 || rid === room.rid),
        }));
    });
  }

  /** What holds for the accounts now. */
  #held(
    db: Kysely<ChatTables>,
    uids: readonly number[],
    rids: readonly number[],
  ): Promise<readonly (Sanction & { readonly rid: number; readonly uid: number })[]> {
    const now = this.#now();
    return db
      .selectFrom('chatroom_sanction')
      .select(['rid', 'uid', 'kind', 'until', 'reason'])
      .where('uid', 'in', uids)
      .where('rid', 'in', rids)
      .where('lifted', '=', 0)
      .where((sanction) => sanction.or([sanction('until', '=', 0), sanction('until', '>', now)]))
      .execute();
  }

  async #end(
    db: Kysely<ChatTables>,
    {
      rid,
      uid,
      kind,
      by,
    }: { readonly rid: number; readonly uid: number; readonly kind: SanctionKind; readonly by: number },
  ): Promise<boolean> {
    const now = this.#now();
    const { numUpdatedRows } = await db
      .updateTable('chatroom_sanction')
      .set({ lifted: now, lifted_by: by })
      .where('rid', '=', rid)
      .where('uid', '=', uid)
      .where('kind', '=', kind)
      .where('lifted', '=', 0)
      .where((sanction) => sanction.or([sanction('until', '=', 0), sanction('until', '>', now)]))
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }
}

/** Does a sanction end after another one? 0 is never. */
function endsLater({ until }: Pick<Sanction, 'until'>, other: Pick<Sanction, 'until'>): boolean {
  return other.until > 0 && (until === 0 || until > other.until);
}

/** What everybody sees of a room's row. */
export function factsOf({
  name,
  title,
  kind,
  status,
  slow,
}: Pick<RoomRow, 'name' | 'title' | 'kind' | 'status' | 'slow'>): RoomFacts {
  return { room: name, title: title === '' ? name : title, kind, status, slow };
}

/** The number that tables know a room by. @throws ChatError 1404 */
export async function ridOf(db: Kysely<ChatTables>, name: string): Promise<number> {
  if (!isRoomName(name)) throw unknownRoom();
  const room = await db.selectFrom('chatroom_room').select('rid').where('name', '=', name).executeTakeFirst();
  if (!room) throw unknownRoom();
  return room.rid;
}
