import type { Standing } from './standings.ts';

/** What somebody is in a room, the weakest first: reads · writes · keeps order · also changes the room. */
export const roomRoles = ['reader', 'member', 'moderator', 'owner'] as const;

export type RoomRole = (typeof roomRoles)[number];

/** Decides who belongs to a room: by lists and roles here, by groups in Drupal's own words elsewhere. */
export interface Membership {
  /**
   * What an account is in a room now; undefined if it may not even see it.
   *
   * Asked for every line: what the standing says needs no look at the database.
   */
  role(standing: Standing): RoomRole | undefined | Promise<RoomRole | undefined>;

  /** The rooms that the account belongs to, and as what. @param uid 0 for an anonymous visitor */
  roles(uid: number): Promise<ReadonlyMap<string, RoomRole>>;
}

/** Several memberships as one: the strongest role counts. */
export function anyOf(memberships: readonly Membership[]): Membership {
  return {
    async role(standing) {
      const roles = await Promise.all(memberships.map((membership) => membership.role(standing)));
      return roles.reduce(stronger, undefined);
    },
    async roles(uid) {
      const strongest = new Map<string, RoomRole>();
      for (const roles of await Promise.all(memberships.map((membership) => membership.roles(uid)))) {
        for (const [room, role] of roles) strongest.set(room, stronger(strongest.get(room), role) ?? role);
      }
      return strongest;
    },
  };
}

/** Is the role at least the other one? */
export function isAtLeast(role: RoomRole, least: RoomRole): boolean {
  return roomRoles.indexOf(role) >= roomRoles.indexOf(least);
}

/** The stronger of two roles. */
export function stronger(one: RoomRole | undefined, other: RoomRole | undefined): RoomRole | undefined {
  return one !== undefined && (other === undefined || isAtLeast(one, other)) ? one : other;
}
