import { fieldsOf, isCount, isText } from './fields.ts';

/** How a line reads: as written, in the third person (`/me`), a webhook's, or the room's own words. */
export type LineKind = 'text' | 'me' | 'bot' | 'system';

/** Whom a line calls beside those it names: everybody of the room, or those who are there. */
export type Call = 'all' | 'here';

/** One emoji under a line. */
export interface Reaction {
  readonly emoji: string;
  /** Accounts that gave it. */
  readonly count: number;
  /** The first of them, at most 100. */
  readonly uids: readonly number[];
}

/** One file of a line. */
export interface LineFile {
  readonly fid: number;
  readonly name: string;
  /** What its content is, e.g. `image/png`. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Pixels of a picture. */
  readonly width?: number;
  readonly height?: number;
}

/** What a line says and where it belongs, as its author gives it. */
export interface Words {
  /** Markdown source. */
  readonly body: string;
  /** `seq` of the line that this one answers. */
  readonly reply_to?: number;
  /** `seq` of the line whose thread this one is in; without it the line stands in the room itself. */
  readonly thread?: number;
  /** Files that come with it; its author brought them to this room before. */
  readonly files?: readonly LineFile[];
}

/** The words alone, without what became of them. */
export function wordsOf({ body, reply_to, thread, files = [] }: Words): Words {
  return {
    body,
    ...(reply_to !== undefined && { reply_to }),
    ...(thread !== undefined && { thread }),
    ...(files.length > 0 && { files }),
  };
}

/** One committed line of a room as it is now: the same in events and in history. */
export interface Line extends Words {
  /** Place in the room, in the order of the commits; never changes. */
  readonly seq: number;
  /** `seq` of the room's event that changed the line last; its own `seq` while it is as it was written. */
  readonly changed: number;
  /** Id of the line in the whole site. */
  readonly mid: number;
  /** UUID that the author's client gave; the same line never has two. */
  readonly client_id: string;
  /** Account of the author, 0 for a guest. */
  readonly uid: number;
  /** The author's name when the line was written, "" for a guest. */
  readonly name: string;
  readonly kind: LineKind;
  /** Accounts that the line mentions, at most 50; in `body` they stand as `<@UID>`. */
  readonly mentions?: readonly number[];
  readonly calls?: Call;
  /** `body` rendered by the server: safe markup, "" once deleted. */
  readonly html: string;
  /** Server time of the commit in milliseconds since 1970. */
  readonly created: number;
  /** Lines in this line's thread; absent for none. */
  readonly replies?: number;
  /** Server time of the last edit; absent for none. */
  readonly edited?: number;
  /** Server time of the deletion; the line then stands for itself without its text. */
  readonly deleted?: number;
  /** Server time of the pinning; absent while it isn't. */
  readonly pinned?: number;
  readonly reactions?: readonly Reaction[];
}

const kinds: readonly unknown[] = ['text', 'me', 'bot', 'system'] satisfies LineKind[];

/** Reads a line; undefined if it is anything else. */
export function readLine(value: unknown): Line | undefined {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const { seq, changed, mid, uid, created, client_id, name, kind, body, html } = fields;
  if (!(isCount(seq) && isCount(changed) && isCount(mid) && isCount(uid) && isCount(created)))
    return undefined;
  if (!(isText(client_id) && isText(name) && isText(body) && isText(html) && isKind(kind))) return undefined;
  if (seq === 0 || changed < seq) return undefined;
  const reactions = readReactions(fields.reactions);
  const files = readFiles(fields.files);
  const { mentions, calls } = fields;
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
    ...countsOf(fields),
    ...(Array.isArray(mentions) && { mentions: mentions.filter(isCount) }),
    ...((calls === 'all' || calls === 'here') && { calls }),
    ...(reactions.length > 0 && { reactions }),
    ...(files.length > 0 && { files }),
  };
}

/** Reads lines that are all lines; undefined if one isn't. */
export function readLines(value: unknown): readonly Line[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const lines = value.map(readLine).filter((line) => line !== undefined);
  return lines.length === value.length ? lines : undefined;
}

const optionalCounts = ['reply_to', 'thread', 'replies', 'edited', 'deleted', 'pinned'] as const;

function countsOf(
  fields: Readonly<Record<string, unknown>>,
): Partial<Record<(typeof optionalCounts)[number], number>> {
  const counts: Partial<Record<(typeof optionalCounts)[number], number>> = {};
  for (const name of optionalCounts) {
    const value = fields[name];
    if (isCount(value) && value > 0) counts[name] = value;
  }
  return counts;
}

function readReactions(value: unknown): readonly Reaction[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((reaction) => {
    const { emoji, count, uids } = fieldsOf(reaction) ?? {};
    if (!isText(emoji) || !isCount(count) || !Array.isArray(uids)) return [];
    return [{ emoji, count, uids: uids.filter(isCount) }];
  });
}

/** Reads what is known of files; what is anything else is left out. */
export function readFiles(value: unknown): readonly LineFile[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((file) => {
    const { fid, name, type, size, width, height } = fieldsOf(file) ?? {};
    if (!isCount(fid) || !isText(name) || !isText(type) || !isCount(size)) return [];
    const isSized = isCount(width) && isCount(height) && width > 0 && height > 0;
    return [{ fid, name, type, size, ...(isSized && { width, height }) }];
  });
}

function isKind(value: unknown): value is LineKind {
  return kinds.includes(value);
}
