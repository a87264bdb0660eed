import { fieldsOf, isCount, isText } from './fields.ts';
import type { RoomStatus } from './room-overview.ts';

/** What a room's channel tells beside its events; it has no number, and nothing is amiss where it is lost. */
export type RoomHint =
  /** Somebody writes a line. */
  | { readonly type: 'typing'; readonly uid: number; readonly name: string }
  /** The room's settings changed: what one may do in it may have, too. */
  | {
      readonly type: 'settled';
      readonly title: string;
      readonly status: RoomStatus;
      readonly slow: number;
    };

/** Reads a publication's data as a hint; undefined if it is anything else. */
export function readRoomHint(value: unknown): RoomHint | undefined {
  const { type, uid, name, title, status, slow } = fieldsOf(value) ?? {};
  if (type === 'typing' && isCount(uid) && isText(name)) return { type, uid, name };
  if (type !== 'settled' || !isText(title) || !isCount(slow)) return undefined;
  if (status !== 'open' && status !== 'readonly' && status !== 'archived') return undefined;
  return { type, title, status, slow };
}
