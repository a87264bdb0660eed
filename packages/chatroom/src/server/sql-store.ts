import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { ChatErrorCode } from '../shared/error-code.ts';
import type { Line } from '../shared/line.ts';
import { ChatError } from './chat-error.ts';
import { GroupCommit } from './group-commit.ts';
import type { Draft, Range, Store, StoredPage } from './store.ts';
import type { ChatTables } from './tables.ts';

/** Lines that one transaction takes at most; the rest waits for the next. */
const groupLimit = 500;

/** What a {@link SqlStore} works with. */
export interface SqlStoreOptions {
  /** Holds the tables of `schema.json`; the store closes it. */
  readonly db: Kysely<ChatTables>;
  /** Lines that may wait for their commit; one more is refused with 1501. */
  readonly waitingLines: number;
  /** Called after each commit with a room's new lines in `seq` order, and per room in commit order. */
  readonly committed: (room: string, lines: readonly Line[]) => void;
  /**
   * The server's clock, milliseconds since 1970.
   * @default Date.now
   */
  readonly now?: () => number;
}

type RoomRow = Selectable<ChatTables['chatroom_room']>;
type MessageRow = Selectable<ChatTables['chatroom_message']>;
type Outcome = Line | ChatError;

/** The store on an SQL database: Drupal's own, so that a line and its author are in one place. */
export class SqlStore implements Store {
  readonly #db: Kysely<ChatTables>;
  readonly #waitingLines: number;
  readonly #committed: (room: string, lines: readonly Line[]) => void;
  readonly #now: () => number;
  readonly #group: GroupCommit<Draft, Outcome>;

  constructor({ db, waitingLines, committed, now = Date.now }: SqlStoreOptions) {
    this.#db = db;
    this.#waitingLines = waitingLines;
    this.#committed = committed;
    this.#now = now;
    this.#group = new GroupCommit((drafts) => this.#commit(drafts), groupLimit);
  }

  async open(room: string): Promise<void> {
    await this.#db
      .insertInto('chatroom_room')
      .values({ name: room, epoch: randomBytes(9).toString('base64url'), created: this.#now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async append(draft: Draft): Promise<Line> {
    if (this.#group.waiting >= this.#waitingLines) {
      throw new ChatError(
        ChatErrorCode.tooManyWaiting,
        'Too many lines are waiting; this one goes out again soon.',
      );
    }
    const outcome = await this.#group.add(draft);
    if (outcome instanceof ChatError) throw outcome;
    return outcome;
  }

  async page(name: string, range: Range): Promise<StoredPage> {
    try {
      const room = await this.#db
        .selectFrom('chatroom_room')
        .selectAll()
        .where('name', '=', name)
        .executeTakeFirst();
      if (!room) throw unknownRoom();
      return await this.#readPage(room, range);
    } catch (cause) {
      throw cause instanceof ChatError ? cause : unavailable(cause);
    }
  }

  async close(): Promise<void> {
    await this.#group.settled();
    await this.#db.destroy();
  }

  async #readPage(room: RoomRow, { before, after, limit }: Range): Promise<StoredPage> {
    let query = this.#db.selectFrom('chatroom_message').selectAll().where('rid', '=', room.rid);
    if (before !== undefined) query = query.where('seq', '<', before);
    if (after !== undefined) query = query.where('seq', '>', after);
    // One more than asked tells whether there are more.
    const rows = await query
      .orderBy('seq', after === undefined ? 'desc' : 'asc')
      .limit(limit + 1)
      .execute();
    const page = rows.slice(0, limit);
    if (after === undefined) page.reverse();
    return {
      epoch: room.epoch,
      head_seq: room.head_seq,
      more: rows.length > limit,
      lines: page.map((row) => toLine(room, row)),
    };
  }

  async #commit(drafts: readonly Draft[]): Promise<readonly Outcome[]> {
    const outcomes = new Map<Draft, Outcome>();
    const news: { room: string; lines: readonly Line[] }[] = [];
    try {
      await this.#db.transaction().execute(async (transaction) => {
        // Always in the order of their names: two processes that lock several rooms never wait for each other.
        const rooms = [...Map.groupBy(drafts, ({ room }) => room)].sort(([a], [b]) => (a < b ? -1 : 1));
        for (const [room, group] of rooms) {
          news.push({ room, lines: await this.#appendTo(transaction, room, group, outcomes) });
        }
      });
    } catch (cause) {
      throw unavailable(cause);
    }
    for (const { room, lines } of news) if (lines.length > 0) this.#committed(room, lines);
    return drafts.map((draft) => outcomes.get(draft) ?? unavailable());
  }

  async #appendTo(
    transaction: Transaction<ChatTables>,
    name: string,
    drafts: readonly Draft[],
    outcomes: Map<Draft, Outcome>,
  ): Promise<readonly Line[]> {
    // Writing first takes the room's lock, on SQLite the file's: who comes next sees what is read here as it will be.
    await transaction
      .updateTable('chatroom_room')
      .set((room) => ({ head_seq: room.ref('head_seq') }))
      .where('name', '=', name)
      .execute();
    const room = await transaction
      .selectFrom('chatroom_room')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst();
    if (!room) {
      for (const draft of drafts) outcomes.set(draft, unknownRoom());
      return [];
    }

    const known = await this.#known(transaction, drafts);
    const fresh = new Map<string, Draft>();
    for (const draft of drafts)
      if (!known.has(keyOf(draft)) && !fresh.has(keyOf(draft))) fresh.set(keyOf(draft), draft);
    const added = await this.#insert(transaction, room, [...fresh.values()]);
    for (const row of added) known.set(keyOf(row), row);
    for (const draft of drafts) outcomes.set(draft, answer(room, draft, known.get(keyOf(draft))));
    return added.map((row) => toLine(room, row));
  }

  /** The stored lines that any of the drafts is a resend of. */
  async #known(
    transaction: Transaction<ChatTables>,
    drafts: readonly Draft[],
  ): Promise<Map<string, MessageRow>> {
    const rows = await transaction
      .selectFrom('chatroom_message')
      .selectAll()
      .where('client_id', 'in', [...new Set(drafts.map(({ client_id }) => client_id))])
      .execute();
    return new Map(rows.map((row) => [keyOf(row), row]));
  }

  async #insert(
    transaction: Transaction<ChatTables>,
    { rid, head_seq }: RoomRow,
    drafts: readonly Draft[],
  ): Promise<readonly MessageRow[]> {
    if (drafts.length === 0) return [];
    const created = this.#now();
    await transaction
      .insertInto('chatroom_message')
      .values(
        drafts.map(({ uid, client_id, name, body }, index) => ({
          rid,
          seq: head_seq + index + 1,
          uid,
          client_id,
          name,
          body,
          created,
        })),
      )
      .execute();
    await transaction
      .updateTable('chatroom_room')
      .set({ head_seq: head_seq + drafts.length })
      .where('rid', '=', rid)
      .execute();
    return await transaction
      .selectFrom('chatroom_message')
      .selectAll()
      .where('rid', '=', rid)
      .where('seq', '>', head_seq)
      .orderBy('seq')
      .execute();
  }
}

function keyOf({ uid, client_id }: { readonly uid: number; readonly client_id: string }): string {
  return `${uid} ${client_id}`;
}

function answer(room: RoomRow, draft: Draft, row: MessageRow | undefined): Outcome {
  if (!row) return unavailable();
  if (row.rid === room.rid && row.body === draft.body) return toLine(room, row);
  return new ChatError(ChatErrorCode.clientIdTaken, 'This line’s id already stands for another line.');
}

function toLine(room: RoomRow, { seq, mid, client_id, uid, name, body, created }: MessageRow): Line {
  return { epoch: room.epoch, seq, mid, client_id, uid, name, body, created };
}

function unknownRoom(): ChatError {
  return new ChatError(ChatErrorCode.unknownRoom, 'There is no such room.');
}

function unavailable(cause?: unknown): ChatError {
  return new ChatError(ChatErrorCode.storeUnavailable, 'The chat can’t be reached; the line is kept.', {
    cause,
  });
}
