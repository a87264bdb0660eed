import { fieldsOf, isCount } from './fields.ts';

/** What an account wants to be told of in a room. */
export type NotifyLevel = 'all' | 'mentions' | 'nothing';

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
  readonly may_write: boolean;
  readonly may_moderate: boolean;
}

/** What an account's own channel `chat:@UID` tells all of its pages. */
export type OwnEvent =
  /** Read so far, on whichever page. */
  | { readonly type: 'read'; readonly room: string; readonly read_seq: number }
  | { readonly type: 'notify'; readonly room: string; readonly notify: NotifyLevel }
  /** Somebody mentions the account. */
  | {
      readonly type: 'mention';
      readonly room: string;
      readonly seq: number;
      readonly uid: number;
      readonly name: string;
      readonly body: string;
    };

/** Reads the answer to `chat.rooms`; undefined if it is anything else. */
export function readRoomList(value: unknown): readonly RoomOverview[] | undefined {
  const { rooms } = fieldsOf(value) ?? {};
  if (!Array.isArray(rooms)) return undefined;
  const overviews = rooms.map(readOverview).filter((room) => room !== undefined);
  return overviews.length === rooms.length ? overviews : undefined;
}

function readOverview(value: unknown): RoomOverview | undefined {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const { room, title, epoch, head_seq, read_seq, unread, mentions } = fields;
  if (typeof room !== 'string' || typeof title !== 'string' || typeof epoch !== 'string') return undefined;
  if (!isCount(head_seq) || !isCount(read_seq) || !isCount(unread) || !isCount(mentions)) return undefined;
  const notify = readNotifyLevel(fields.notify);
  const may_write = fields.may_write === true;
  const may_moderate = fields.may_moderate === true;
  return { room, title, epoch, head_seq, read_seq, unread, mentions, notify, may_write, may_moderate };
}

function readNotifyLevel(value: unknown): NotifyLevel {
  return value === 'all' || value === 'nothing' ? value : 'mentions';
}
