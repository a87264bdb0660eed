import type { RoomKind, RoomStatus, SanctionKind } from '../../shared/room-overview.ts';

/** A room as everybody sees it. */
export interface RoomFacts {
  readonly room: string;
  readonly title: string;
  readonly kind: RoomKind;
  readonly status: RoomStatus;
  /** Seconds between two lines of a member, 0 for none. */
  readonly slow: number;
}

/** What a moderator imposes on an account in a room. */
export interface Sanction {
  readonly kind: SanctionKind;
  /** When it ends by itself, milliseconds since 1970; 0 for never. */
  readonly until: number;
  /** What the account is told. */
  readonly reason: string;
}

/** One entry of a room's log of sanctions. */
export interface LoggedSanction extends Sanction {
  readonly sid: number;
  readonly uid: number;
  readonly imposed_by: number;
  readonly created: number;
  /** When a moderator ended it; 0 for not. */
  readonly lifted: number;
  readonly lifted_by: number;
}

/** A room, and what holds in it for an account. */
export interface RoomStanding extends RoomFacts {
  readonly sanctions: readonly Sanction[];
}

/** Keeps what is settled about rooms, and whom moderators hold back. */
export interface Rooms {
  /** Those of the rooms that are there, with what holds for the account now. @throws ChatError 1500 */
  standing(rooms: readonly string[], uid: number): Promise<readonly RoomStanding[]>;

  /**
   * Imposes a sanction in place of those of the same kind that end no later.
   * @throws ChatError 1404, 1407 one ends later, 1500
   */
  impose(room: string, uid: number, sanction: Sanction, by: number): Promise<void>;

  /** Did the account write in the room, read it, or get asked in? @throws ChatError 1404, 1500 */
  knows(room: string, uid: number): Promise<boolean>;

  /** Ends a sanction; resolves with whether there was one. @throws ChatError 1404, 1500 */
  lift(room: string, uid: number, kind: SanctionKind, by: number): Promise<boolean>;

  /** The newest sanctions of a room, lifted ones included, at most 100. @throws ChatError 1404, 1500 */
  sanctions(room: string): Promise<readonly LoggedSanction[]>;

  /** Changes a room; resolves with it as it is then. @throws ChatError 1404, 1500 */
  settle(room: string, changes: Partial<Omit<RoomFacts, 'room' | 'kind'>>): Promise<RoomFacts>;
}
