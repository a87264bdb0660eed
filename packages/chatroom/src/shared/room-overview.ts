import { fieldsOf, isCount, isText } from './fields.ts';

/** What an account wants to be told of in a room. */
export type NotifyLevel = 'all' | 'mentions' | 'nothing';

/** Who may write: members · moderators · nobody. */
export type RoomStatus = 'open' | 'readonly' | 'archived';

/** Whose a room is: the site's · a group's · a node's · of those who were invited · of those who talk there. */
export type RoomKind = 'site' | 'group' | 'content' | 'private' | 'direct';

/** `mute`: reads on · `ban`: sees nothing. */
export type SanctionKind = 'mute' | 'ban';

/** Unread lines that are counted; there are that many or more. */
export const unreadLimit = 100;

/** One room of the list of those that the caller may see. */
export interface RoomOverview {
  readonly room: string;
  readonly title: string;
  readonly epoch: string;
  /** `seq` of the room's newest event. */
  readonly head_seq: number;
  /** `seq` of the last line that the caller has read. */
  readonly read_seq: number;
  /** Lines of others after it, at most {@link unreadLimit}. */
  readonly unread: number;
  /** Unread lines that mention the caller. */
  readonly mentions: number;
  readonly notify: NotifyLevel;
  readonly status: RoomStatus;
  readonly kind: RoomKind;
  /** Seconds between two lines of a member, 0 for none. */
  readonly slow: number;
  readonly may_write: boolean;
  readonly may_moderate: boolean;
  /** May the caller name, open, close and archive it, and ask others in? */
  readonly may_own: boolean;
}

/** A room that the account is asked into. */
export interface Invitation {
  readonly room: string;
  readonly title: string;
  /** Who asks. */
  readonly uid: number;
  readonly name: string;
}

/** Answer to `chat.rooms`. */
export interface Rooms {
  readonly rooms: readonly RoomOverview[];
  readonly invitations: readonly Invitation[];
  /** What the account may begin by itself. */
  readonly may_talk: boolean;
  readonly may_create: boolean;
}

/** What an account's own channel `chat:@UID` tells all of its pages. */
export type OwnEvent =
  /** Read so far, on whichever page. */
  | { readonly type: 'read'; readonly room: string; readonly read_seq: number }
  | { readonly type: 'notify'; readonly room: string; readonly notify: NotifyLevel }
  /** A moderator holds the account back; `until` 0 is for good. */
  | {
      readonly type: 'sanction';
      readonly room: string;
      readonly kind: SanctionKind;
      readonly until: number;
      readonly reason: string;
    }
  | { readonly type: 'lifted'; readonly room: string; readonly kind: SanctionKind }
  /** A room was opened to the account, or closed, or it is asked into one. */
  | { readonly type: 'rooms'; readonly room: string }
  /** Somebody mentions the account. */
  | {
      readonly type: 'mention';
      readonly room: string;
      readonly seq: number;
      /** `seq` of the line whose thread it is in. */
      readonly thread?: number;
      readonly uid: number;
      readonly name: string;
      readonly body: string;
    };

/** Reads the answer to `chat.rooms`; undefined if it is anything else. */
export function readRooms(value: unknown): Rooms | undefined {
  const { rooms, invitations, may_talk, may_create } = fieldsOf(value) ?? {};
  if (!Array.isArray(rooms)) return undefined;
  const overviews = rooms.map(readOverview).filter((room) => room !== undefined);
  if (overviews.length < rooms.length) return undefined;
  return {
    rooms: overviews,
    invitations: Array.isArray(invitations) ? invitations.flatMap((one) => readInvitation(one) ?? []) : [],
    may_talk: may_talk === true,
    may_create: may_create === true,
  };
}

function readInvitation(value: unknown): Invitation | undefined {
  const { room, title, uid, name } = fieldsOf(value) ?? {};
  return isText(room) && isText(title) && isCount(uid) && isText(name)
    ? { room, title, uid, name }
    : undefined;
}

function readOverview(value: unknown): RoomOverview | undefined {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const { room, title, epoch, head_seq, read_seq, unread, mentions, slow } = fields;
  if (typeof room !== 'string' || typeof title !== 'string' || typeof epoch !== 'string') return undefined;
  if (!isCount(head_seq) || !isCount(read_seq) || !isCount(unread) || !isCount(mentions) || !isCount(slow))
    return undefined;
  const notify = readNotifyLevel(fields.notify);
  const may_write = fields.may_write === true;
  const may_moderate = fields.may_moderate === true;
  const may_own = fields.may_own === true;
  const kind = readKind(fields.kind);
  const status = readStatus(fields.status);
  const counts = { head_seq, read_seq, unread, mentions };
  const rights = { may_write, may_moderate, may_own };
  return { room, title, epoch, ...counts, notify, status, kind, slow, ...rights };
}

const kinds: readonly unknown[] = ['site', 'group', 'content', 'private', 'direct'] satisfies RoomKind[];

function readKind(value: unknown): RoomKind {
  return kinds.includes(value) ? (value as RoomKind) : 'site';
}

function readNotifyLevel(value: unknown): NotifyLevel {
  return value === 'all' || value === 'nothing' ? value : 'mentions';
}

function readStatus(value: unknown): RoomStatus {
  return value === 'readonly' || value === 'archived' ? value : 'open';
}

/** Reads what an account's own channel told; undefined if it is anything else. */
export function readOwnEvent(value: unknown): OwnEvent | undefined {
  const { type, room, seq, thread, uid, name, body, read_seq, notify, kind, until, reason } =
    fieldsOf(value) ?? {};
  if (!isText(room)) return undefined;
  if (type === 'read' && isCount(read_seq)) return { type, room, read_seq };
  if (type === 'rooms') return { type, room };
  if (type === 'notify') return { type, room, notify: readNotifyLevel(notify) };
  if (type === 'mention' && isCount(seq) && isCount(uid) && isText(name) && isText(body)) {
    return { type, room, seq, uid, name, body, ...(isCount(thread) && { thread }) };
  }
  if (kind !== 'mute' && kind !== 'ban') return undefined;
  if (type === 'lifted') return { type, room, kind };
  return type === 'sanction' && isCount(until) && isText(reason)
    ? { type, room, kind, until, reason }
    : undefined;
}
