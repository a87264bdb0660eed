import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Line, LineFile, Reaction } from '../../shared/line.ts';
import type { Draft } from '../store.ts';
import type { ChatTables } from '../tables.ts';

export type RoomRow = Selectable<ChatTables['chatroom_room']>;
export type LineRow = Selectable<ChatTables['chatroom_message']>;

type FileRow = Pick<
  Selectable<ChatTables['chatroom_file']>,
  'fid' | 'name' | 'type' | 'size' | 'width' | 'height'
>;

/** Accounts that a line's reaction names. */
const namedReactors = 100;

/** The row of a line that is new. */
export function newRow(
  { room: _, reply_to = 0, thread = 0, mentions = [], calls, files = [], ...words }: Draft,
  { rid, seq, created }: Pick<LineRow, 'rid' | 'seq' | 'created'>,
): Omit<LineRow, 'mid'> {
  const { uid, name, client_id, kind, body, html } = words;
  return {
    ...{ rid, seq, changed: seq, created, reply_to, thread, calls: calls ?? '' },
    ...{ uid, name, client_id, kind, body, html, mentions: mentions.join(','), files: files.length },
    ...{ replies: 0, edited: 0, deleted: 0, deleted_by: 0, pinned: 0 },
  };
}

/** The lines of rows, with the reactions to them. */
export async function readLines(
  db: Kysely<ChatTables> | Transaction<ChatTables>,
  rows: readonly LineRow[],
): Promise<readonly Line[]> {
  // A line that is as it was written has no reactions: most pages need no second query.
  const touched = rows.filter(({ seq, changed }) => changed > seq).map(({ mid }) => mid);
  const reactions = touched.length === 0 ? new Map() : await readReactions(db, touched);
  const withFiles = rows.filter(({ files }) => files > 0).map(({ mid }) => mid);
  const files = withFiles.length === 0 ? new Map() : await readFilesOf(db, withFiles);
  return rows.map((row) => toLine(row, reactions.get(row.mid), files.get(row.mid)));
}

/** A line as it goes to clients; what is empty is left out. */
export function toLine(
  row: LineRow,
  reactions: readonly Reaction[] = [],
  files: readonly LineFile[] = [],
): Line {
  const { seq, changed, mid, client_id, uid, name, kind, body, html, created } = row;
  const { mentions, calls, reply_to, thread, replies, edited, deleted, pinned } = row;
  return {
    seq,
    changed,
    mid,
    client_id,
    uid,
    name,
    kind,
    body,
    html,
    created,
    ...(mentions !== '' && { mentions: mentions.split(',').map(Number) }),
    ...(calls !== '' && { calls }),
    ...(reply_to > 0 && { reply_to }),
    ...(thread > 0 && { thread }),
    ...(replies > 0 && { replies }),
    ...(edited > 0 && { edited }),
    ...(deleted > 0 && { deleted }),
    ...(pinned > 0 && { pinned }),
    ...(reactions.length > 0 && { reactions }),
    ...(files.length > 0 && { files }),
  };
}

async function readFilesOf(
  db: Kysely<ChatTables> | Transaction<ChatTables>,
  mids: readonly number[],
): Promise<Map<number, readonly LineFile[]>> {
  const rows = await db
    .selectFrom('chatroom_file')
    .select(['mid', 'fid', 'name', 'type', 'size', 'width', 'height'])
    .where('mid', 'in', mids)
    .orderBy('fid')
    .execute();
  return new Map(
    [...Map.groupBy(rows, ({ mid }) => mid)].map(([mid, files]) => [mid, files.map(toLineFile)]),
  );
}

/** A file of a line as it goes to clients. */
export function toLineFile({ fid, name, type, size, width, height }: FileRow): LineFile {
  return { ...{ fid, name, type, size }, ...(width > 0 && height > 0 && { width, height }) };
}

async function readReactions(
  db: Kysely<ChatTables> | Transaction<ChatTables>,
  mids: readonly number[],
): Promise<Map<number, readonly Reaction[]>> {
  const rows = await db
    .selectFrom('chatroom_reaction')
    .select(['mid', 'emoji', 'uid'])
    .where('mid', 'in', mids)
    .orderBy('created')
    .orderBy('uid')
    .execute();
  const byLine = Map.groupBy(rows, ({ mid }) => mid);
  return new Map([...byLine].map(([mid, given]) => [mid, countReactions(given)]));
}

/** Reactions, in the order they came, by emoji. */
export function countReactions(given: readonly { emoji: string; uid: number }[]): readonly Reaction[] {
  return [...Map.groupBy(given, ({ emoji }) => emoji)].map(([emoji, reactors]) => ({
    emoji,
    count: reactors.length,
    uids: reactors.slice(0, namedReactors).map(({ uid }) => uid),
  }));
}
