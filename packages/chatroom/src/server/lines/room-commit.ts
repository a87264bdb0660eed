import type { Transaction } from 'kysely';
import type { RoomEvent } from '../../shared/answers.ts';
import type { Line } from '../../shared/line.ts';
import {
  ChatError,
  clientIdTaken,
  notOwnLine,
  tooManyReactions,
  unknownFile,
  unknownLine,
} from '../chat-error.ts';
import type { Change, Deed, Draft, Text } from '../store.ts';
import type { ChatTables } from '../tables.ts';
import { type LineRow, newRow, type RoomRow, readLines, toLine } from './line-row.ts';
import type { Outcome } from './line-writer.ts';
import { mentionedBy } from './mentions.ts';

/** Different emojis that a line takes. */
const emojiLimit = 20;

/**
 * One room inside one transaction: gives its changes their numbers and writes them.
 *
 * Who opens one has the room's lock, so nobody else takes a number until the commit.
 */
export class RoomCommit {
  readonly #transaction: Transaction<ChatTables>;
  readonly #room: RoomRow;
  readonly #now: number;
  readonly #events: RoomEvent[] = [];
  #head: number;
  #isRepeated = false;

  private constructor(transaction: Transaction<ChatTables>, room: RoomRow, now: number) {
    this.#transaction = transaction;
    this.#room = room;
    this.#now = now;
    this.#head = room.head_seq;
  }

  /** Takes the room's lock; undefined when there is no such room. */
  static async open(
    transaction: Transaction<ChatTables>,
    name: string,
    now: number,
  ): Promise<RoomCommit | undefined> {
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
    return room && new RoomCommit(transaction, room, now);
  }

  /** Was anything asked for that is so already? */
  get isRepeated(): boolean {
    return this.#isRepeated;
  }

  /** Adds lines in this order; a draft whose line is there already gets that one. */
  async append(drafts: readonly Draft[]): Promise<ReadonlyMap<Draft, Outcome>> {
    const known = await this.#linesOf(drafts);
    this.#isRepeated ||= known.size > 0;
    const roots = await this.#rowsAt(drafts.flatMap(({ reply_to, thread }) => [reply_to ?? 0, thread ?? 0]));
    const files = await this.#filesOf(drafts);
    const fresh = new Map<string, Draft>();
    const outcomes = new Map<Draft, Outcome>();
    for (const draft of drafts) {
      if (known.has(keyOf(draft)) || fresh.has(keyOf(draft))) continue;
      if (!isPlaced(draft, roots)) outcomes.set(draft, unknownLine());
      else if (!isFiled(draft, files)) outcomes.set(draft, unknownFile());
      else {
        fresh.set(keyOf(draft), draft);
        // A file is in one line: none of the others of this group has it.
        for (const fid of draft.files ?? []) files.delete(fileKey(draft.uid, fid));
      }
    }
    for (const row of await this.#insert([...fresh.values()])) {
      known.set(keyOf(row), row);
      const told =
        row.files > 0 ? await this.#attach(row, fresh.get(keyOf(row))?.files ?? []) : [toLine(row)];
      this.#tell(row.seq, [...told, ...(await this.#countReply(row, roots.get(row.thread), 1))]);
    }
    for (const draft of drafts) {
      if (!outcomes.has(draft)) outcomes.set(draft, this.#answer(draft, known.get(keyOf(draft))));
    }
    return outcomes;
  }

  /** Changes a line. */
  async change(change: Change): Promise<Outcome> {
    const row = (await this.#rowsAt([change.seq])).get(change.seq);
    if (!row || (row.deleted > 0 && change.deed.does !== 'delete')) return unknownLine();
    if (!isAllowed(change, row)) {
      return notOwnLine();
    }
    const changes = await this.#columns(change.deed, change.uid, row);
    if (changes instanceof ChatError) return changes;
    if (changes === undefined) {
      // Deleting has no pace: nobody is to have a room's readers look as often as they like.
      this.#isRepeated ||= change.deed.does !== 'delete';
      return (await readLines(this.#transaction, [row]))[0] ?? unknownLine();
    }
    const changed = { ...row, ...changes, changed: this.#nextSeq() };
    await this.#write(changed, changes);
    const lines = [...(await readLines(this.#transaction, [changed]))];
    if (change.deed.does === 'delete') {
      lines.push(
        ...(await this.#countReply(changed, (await this.#rowsAt([row.thread])).get(row.thread), -1)),
      );
    }
    this.#tell(changed.changed, lines);
    return lines[0] ?? unknownLine();
  }

  /** Writes how far the room's numbers got; what is to be told of once all is committed. */
  async close(): Promise<readonly RoomEvent[]> {
    if (this.#head > this.#room.head_seq) {
      await this.#transaction
        .updateTable('chatroom_room')
        .set({ head_seq: this.#head })
        .where('rid', '=', this.#room.rid)
        .execute();
    }
    return this.#events;
  }

  /** The stored lines that any of the drafts is a resend of. */
  async #linesOf(drafts: readonly Draft[]): Promise<Map<string, LineRow>> {
    const rows = await this.#transaction
      .selectFrom('chatroom_message')
      .selectAll()
      .where('client_id', 'in', [...new Set(drafts.map(({ client_id }) => client_id))])
      .execute();
    return new Map(rows.map((row) => [keyOf(row), row]));
  }

  async #rowsAt(seqs: readonly number[]): Promise<Map<number, LineRow>> {
    const wanted = [...new Set(seqs)].filter((seq) => seq > 0);
    if (wanted.length === 0) return new Map();
    const rows = await this.#transaction
      .selectFrom('chatroom_message')
      .selectAll()
      .where('rid', '=', this.#room.rid)
      .where('seq', 'in', wanted)
      .execute();
    return new Map(rows.map((row) => [row.seq, row]));
  }

  /** The files that drafts name and that are their authors' to send. */
  async #filesOf(drafts: readonly Draft[]): Promise<Set<string>> {
    const fids = [...new Set(drafts.flatMap(({ files = [] }) => files))];
    if (fids.length === 0) return new Set();
    const rows = await this.#transaction
      .selectFrom('chatroom_file')
      .select(['fid', 'uid'])
      .where('fid', 'in', fids)
      .where('rid', '=', this.#room.rid)
      .where('mid', '=', 0)
      .execute();
    return new Set(rows.map(({ fid, uid }) => fileKey(uid, fid)));
  }

  async #attach(row: LineRow, fids: readonly number[]): Promise<readonly Line[]> {
    await this.#transaction
      .updateTable('chatroom_file')
      .set({ mid: row.mid })
      .where('fid', 'in', fids)
      .where('mid', '=', 0)
      .execute();
    return await readLines(this.#transaction, [row]);
  }

  async #insert(drafts: readonly Draft[]): Promise<readonly LineRow[]> {
    if (drafts.length === 0) return [];
    const { rid } = this.#room;
    const before = this.#head;
    const created = this.#now;
    await this.#transaction
      .insertInto('chatroom_message')
      .values(drafts.map((draft) => newRow(draft, { rid, seq: this.#nextSeq(), created })))
      .execute();
    await this.#mention(drafts.map((draft, index) => [before + index + 1, mentionedBy(draft)]));
    return await this.#transaction
      .selectFrom('chatroom_message')
      .selectAll()
      .where('rid', '=', rid)
      .where('seq', '>', before)
      .orderBy('seq')
      .execute();
  }

  async #mention(lines: readonly (readonly [seq: number, uids: readonly number[]])[]): Promise<void> {
    const { rid } = this.#room;
    const mentions = lines.flatMap(([seq, uids]) => uids.map((uid) => ({ uid, rid, seq })));
    if (mentions.length === 0) return;
    await this.#transaction.insertInto('chatroom_mention').values(mentions).execute();
  }

  async #unmention(seq: number): Promise<void> {
    await this.#transaction
      .deleteFrom('chatroom_mention')
      .where('rid', '=', this.#room.rid)
      .where('seq', '=', seq)
      .execute();
  }

  /** Counts a line that came to a thread or left it, at the thread's root; the root as it is then. */
  async #countReply(row: LineRow, root: LineRow | undefined, by: 1 | -1): Promise<readonly Line[]> {
    if (!root) return [];
    root.replies += by;
    root.changed = row.changed;
    await this.#write(root, { replies: root.replies });
    return await readLines(this.#transaction, [root]);
  }

  /** What a deed changes of a line's row; undefined when it is so already. */
  async #columns(deed: Deed, uid: number, row: LineRow): Promise<Partial<LineRow> | ChatError | undefined> {
    const now = this.#now;
    switch (deed.does) {
      case 'edit':
        return this.#edit(row, deed.text);
      case 'pin':
        return deed.on === row.pinned > 0 ? undefined : { pinned: deed.on ? now : 0 };
      case 'delete':
        if (row.deleted > 0) return undefined;
        await this.#transaction.deleteFrom('chatroom_reaction').where('mid', '=', row.mid).execute();
        await this.#unmention(row.seq);
        return {
          body: '',
          html: '',
          mentions: '',
          calls: '',
          deleted: now,
          deleted_by: uid,
          pinned: 0,
          files: 0,
        };
      case 'react':
        return this.#react(row, uid, deed);
    }
  }

  async #edit(
    row: LineRow,
    { kind, body, html, mentions = [], calls }: Text,
  ): Promise<Partial<LineRow> | undefined> {
    if (body === row.body && kind === row.kind) return undefined;
    await this.#unmention(row.seq);
    await this.#mention([[row.seq, mentionedBy({ uid: row.uid, mentions })]]);
    return { kind, body, html, mentions: mentions.join(','), calls: calls ?? '', edited: this.#now };
  }

  async #react(
    { mid }: LineRow,
    uid: number,
    { emoji, on }: Extract<Deed, { does: 'react' }>,
  ): Promise<Partial<LineRow> | ChatError | undefined> {
    const given = await this.#transaction
      .selectFrom('chatroom_reaction')
      .select(['uid', 'emoji'])
      .where('mid', '=', mid)
      .execute();
    const isOn = given.some((reaction) => reaction.uid === uid && reaction.emoji === emoji);
    if (isOn === on) return undefined;
    if (on) {
      if (new Set(given.map((reaction) => reaction.emoji)).add(emoji).size > emojiLimit) {
        return tooManyReactions();
      }
      await this.#transaction
        .insertInto('chatroom_reaction')
        .values({ mid, uid, emoji, created: this.#now })
        .execute();
    } else {
      await this.#transaction
        .deleteFrom('chatroom_reaction')
        .where('mid', '=', mid)
        .where('uid', '=', uid)
        .where('emoji', '=', emoji)
        .execute();
    }
    return {};
  }

  async #write({ mid, changed }: LineRow, columns: Partial<LineRow>): Promise<void> {
    await this.#transaction
      .updateTable('chatroom_message')
      .set({ ...columns, changed })
      .where('mid', '=', mid)
      .execute();
  }

  #answer(draft: Draft, row: LineRow | undefined): Outcome {
    // An edited line is still the one that was sent; what it said first isn't known any more.
    if (row?.rid === this.#room.rid && (row.body === draft.body || row.edited > 0 || row.deleted > 0)) {
      return toLine(row);
    }
    return clientIdTaken();
  }

  #tell(seq: number, lines: readonly Line[]): void {
    this.#events.push({ epoch: this.#room.epoch, seq, lines });
  }

  #nextSeq(): number {
    this.#head += 1;
    return this.#head;
  }
}

function keyOf({ uid, client_id }: { readonly uid: number; readonly client_id: string }): string {
  return `${uid} ${client_id}`;
}

function fileKey(uid: number, fid: number): string {
  return `${uid} ${fid}`;
}

/** Are the line that a draft answers and its thread's root there? Threads are one level deep. */
function isPlaced({ reply_to, thread }: Draft, rows: ReadonlyMap<number, LineRow>): boolean {
  const answered = reply_to === undefined || rows.has(reply_to);
  const root = thread === undefined ? undefined : rows.get(thread);
  return (
    answered && (thread === undefined || (root !== undefined && root.thread === 0 && root.deleted === 0))
  );
}

/** Are all of a draft's files there, and its author's? */
function isFiled({ uid, files = [] }: Draft, known: ReadonlySet<string>): boolean {
  return files.every((fid) => known.has(fileKey(uid, fid)));
}

function isAllowed({ uid, mayModerate, deed }: Change, row: LineRow): boolean {
  if (deed.does === 'react') return true;
  if (deed.does === 'pin') return mayModerate;
  // A moderator takes words away, but puts none into another's mouth.
  const isOwn = row.uid === uid && uid !== 0;
  return deed.does === 'delete' ? isOwn || mayModerate : isOwn;
}
