import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { RoomEvent } from '../shared/answers.ts';
import { ChatErrorCode } from '../shared/error-code.ts';
import type { Line } from '../shared/line.ts';
import { ChatError, storeUnavailable, unknownLine, unknownRoom } from './chat-error.ts';
import { GroupCall } from './group-call.ts';
import { type LineRow, type RoomRow, readLines } from './lines/line-row.ts';
import type { LineWriter, Outcome, Wish } from './lines/line-writer.ts';
import { SqlLineWriter } from './lines/sql-line-writer.ts';
import { SharedRead } from './shared-read.ts';
import type { Change, Draft, Range, Store, StoredPage, StoredSync } from './store.ts';
import type { ChatTables } from './tables.ts';

/** Wishes that one transaction takes at most; the rest waits for the next. */
const groupLimit = 500;

/** What a {@link SqlStore} works with. */
export interface SqlStoreOptions {
  /** Holds the tables of `schema.json`; the store closes it. */
  readonly db: Kysely<ChatTables>;
  /** Lines and changes that may wait for their commit; one more is refused with 1501. */
  readonly waitingLines: number;
  /** Called after each commit with a room's new events in `seq` order, and per room in commit order. */
  readonly committed: (room: string, events: readonly RoomEvent[]) => void;
  /**
   * The server's clock, milliseconds since 1970.
   * @default Date.now
   */
  readonly now?: () => number;
  /**
   * Who writes the lines.
   * @default the store itself, by SQL
   */
  readonly writer?: LineWriter;
}

/** The store on an SQL database: Drupal's own, so that a line and its author are in one place. */
export class SqlStore implements Store {
  readonly #db: Kysely<ChatTables>;
  readonly #waitingLines: number;
  readonly #committed: (room: string, events: readonly RoomEvent[]) => void;
  readonly #now: () => number;
  readonly #group: GroupCall<Wish, Outcome>;
  readonly #pages = new SharedRead<StoredPage>();
  readonly #syncs = new SharedRead<StoredSync>();
  readonly #writer: LineWriter;

  constructor({
    db,
    waitingLines,
    committed,
    now = Date.now,
    writer = new SqlLineWriter({ db, now }),
  }: SqlStoreOptions) {
    this.#db = db;
    this.#waitingLines = waitingLines;
    this.#committed = committed;
    this.#now = now;
    this.#writer = writer;
    this.#group = new GroupCall((wishes) => this.#commit(wishes), groupLimit);
  }

  /** Makes a room that isn't there. */
  async open(room: string, title = ''): Promise<void> {
    if (await this.#find(room)) return;
    try {
      await this.#db
        .insertInto('chatroom_room')
        .values({ name: room, title, epoch: randomBytes(9).toString('base64url'), created: this.#now() })
        .execute();
    } catch (error) {
      // Another process was faster.
      if (!(await this.#find(room))) throw error;
    }
  }

  append(draft: Draft): Promise<Line> {
    return this.#add(draft);
  }

  change(change: Change): Promise<Line> {
    return this.#add(change);
  }

  page(name: string, range: Range): Promise<StoredPage> {
    return this.#pages.read(JSON.stringify([name, range]), () => this.#page(name, range));
  }

  sync(name: string, since: number, limit: number): Promise<StoredSync> {
    return this.#syncs.read(JSON.stringify([name, since, limit]), () => this.#sync(name, since, limit));
  }

  async #page(name: string, range: Range): Promise<StoredPage> {
    return this.#read(name, async (room) => {
      const { epoch, head_seq } = room;
      const { rows, older, newer } = await this.#rows(room, range);
      return { epoch, head_seq, older, newer, lines: await readLines(this.#db, rows) };
    });
  }

  async #sync(name: string, since: number, limit: number): Promise<StoredSync> {
    return this.#read(name, async ({ rid, epoch, head_seq }) => {
      const rows = await this.#db
        .selectFrom('chatroom_message')
        .selectAll()
        .where('rid', '=', rid)
        .where('changed', '>', since)
        .orderBy('changed')
        .orderBy('seq')
        .limit(limit + 1)
        .execute();
      const beyond = rows[limit];
      // The lines of one event stay together; they are two at most, so what was read holds all of the first.
      const whole = beyond === undefined ? rows : rows.filter(({ changed }) => changed < beyond.changed);
      const page = whole.length === 0 ? rows : whole;
      const to_seq = beyond === undefined ? head_seq : (page.at(-1)?.changed ?? since);
      const lines = await readLines(this.#db, page);
      return { epoch, head_seq, to_seq, more: beyond !== undefined, lines };
    });
  }

  async close(): Promise<void> {
    await this.#group.settled();
    await this.#db.destroy();
  }

  async #add(wish: Wish): Promise<Line> {
    if (this.#group.waiting >= this.#waitingLines) {
      throw new ChatError(
        ChatErrorCode.tooManyWaiting,
        'Too many lines are waiting; this one goes out again soon.',
      );
    }
    const outcome = await this.#group.add(wish);
    if (outcome instanceof ChatError) throw outcome;
    return outcome;
  }

  #find(name: string): Promise<RoomRow | undefined> {
    return this.#db.selectFrom('chatroom_room').selectAll().where('name', '=', name).executeTakeFirst();
  }

  async #read<Answer>(name: string, read: (room: RoomRow) => Promise<Answer>): Promise<Answer> {
    try {
      const room = await this.#find(name);
      if (!room) throw unknownRoom();
      return await read(room);
    } catch (cause) {
      throw cause instanceof ChatError ? cause : storeUnavailable(cause);
    }
  }

  async #rows(
    { rid }: RoomRow,
    { before, after, around, thread = 0, limit }: Range,
  ): Promise<{ rows: readonly LineRow[]; older: boolean; newer: boolean }> {
    const lines = this.#db
      .selectFrom('chatroom_message')
      .selectAll()
      .where('rid', '=', rid)
      .where('thread', '=', thread);
    // One more than asked tells whether there are more.
    const upTo = async (end: number | undefined, count: number): Promise<readonly LineRow[]> => {
      const some = end === undefined ? lines : lines.where('seq', '<', end);
      const rows = await some
        .orderBy('seq', 'desc')
        .limit(count + 1)
        .execute();
      return rows.reverse();
    };
    const from = (start: number, count: number): Promise<readonly LineRow[]> =>
      lines
        .where('seq', '>', start)
        .orderBy('seq')
        .limit(count + 1)
        .execute();

    if (after !== undefined) {
      const rows = await from(after, limit);
      return { rows: rows.slice(0, limit), older: after > 0, newer: rows.length > limit };
    }
    if (around === undefined) {
      const rows = await upTo(before, limit);
      return { rows: rows.slice(-limit), older: rows.length > limit, newer: before !== undefined };
    }
    const half = Math.ceil(limit / 2);
    const [earlier, later] = await Promise.all([upTo(around, half), from(around - 1, limit - half)]);
    if (later[0]?.seq !== around) throw unknownLine();
    return {
      rows: [...earlier.slice(-half), ...later.slice(0, limit - half)],
      older: earlier.length > half,
      newer: later.length > limit - half,
    };
  }

  async #commit(wishes: readonly Wish[]): Promise<readonly Outcome[]> {
    const { outcomes, news } = await this.#writer.commit(wishes);
    for (const [room, events] of news) if (events.length > 0) this.#committed(room, events);
    return wishes.map((wish) => outcomes.get(wish) ?? storeUnavailable());
  }
}
