import type { RoomRole } from './membership.ts';
import type { RoomStanding } from './rooms.ts';

/** An account in a room, with all that decides what it may do there. */
export interface Standing extends RoomStanding {
  readonly uid: number;
  /** Ids of its roles on the site, `anonymous` or `authenticated` among them; none when it is blocked or gone. */
  readonly siteRoles: readonly string[];
  /** What the tables say that it is in the room: by name, and by roles of the site. */
  readonly role: RoomRole | undefined;
}

/** Tells how accounts stand in rooms. */
export interface Standings {
  /** As it is now; undefined when there is no such room. @param uid 0 for an anonymous visitor @throws ChatError 1500 */
  of(room: string, uid: number): Promise<Standing | undefined>;
}
