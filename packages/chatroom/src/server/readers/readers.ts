import type { NotifyLevel, RoomOverview } from '../../shared/room-overview.ts';

/** What is known of a reader's room, without what depends on rights. */
export type RoomReading = Omit<
  RoomOverview,
  'title' | 'kind' | 'status' | 'slow' | 'may_write' | 'may_moderate' | 'may_own'
>;

/** Keeps how far accounts have read, and what they want to be told of. */
export interface Readers {
  /**
   * Those of the rooms that are there, as the account has read them; a guest has read everything.
   * @throws ChatError 1500 try again
   */
  overview(uid: number, rooms: readonly string[]): Promise<readonly RoomReading[]>;

  /**
   * Notes that a room was read up to a line; resolves with the last line that was read.
   *
   * The pointer never goes back, unless `isBack` says that it is meant to.
   * @throws ChatError 1404 unknown room · 1500 try again
   */
  read(uid: number, room: string, seq: number, isBack: boolean): Promise<number>;

  /** @throws ChatError 1404 unknown room · 1500 try again */
  notify(uid: number, room: string, level: NotifyLevel): Promise<void>;
}
