import type { Membership, RoomRole } from './membership.ts';
import type { Standing } from './standings.ts';

/** Who belongs to a room: Drupal role ids (`anonymous` and `authenticated` are two of them) and `user:UID`. */
export interface RoomLists {
  /** What the room is called. @default its name */
  readonly title?: string;
  /** Read, write, keep order, and change the room. */
  readonly owners?: readonly string[];
  /** Read, write, pin, take lines of others away, mute and ban. */
  readonly moderators?: readonly string[];
  /** Read and write. */
  readonly members: readonly string[];
  /** Read only. */
  readonly readers?: readonly string[];
}

/** The roles of an account, `authenticated` among them; none for one that is blocked or gone. */
export type RolesOf = (uid: number) => Promise<readonly string[]>;

/** Membership by lists in the configuration. */
export class ListMembership implements Membership {
  readonly #rooms: ReadonlyMap<string, RoomLists>;
  readonly #rolesOf: RolesOf;

  constructor(rooms: Readonly<Record<string, RoomLists>>, rolesOf: RolesOf) {
    this.#rooms = new Map(Object.entries(rooms));
    this.#rolesOf = rolesOf;
  }

  role({ room, uid, siteRoles }: Standing): RoomRole | undefined {
    const lists = this.#rooms.get(room);
    return lists && roleBy(lists, namesOf(uid, siteRoles));
  }

  async roles(uid: number): Promise<ReadonlyMap<string, RoomRole>> {
    const names = namesOf(uid, uid === 0 ? ['anonymous'] : await this.#rolesOf(uid));
    const roles = new Map<string, RoomRole>();
    for (const [room, lists] of this.#rooms) {
      const role = roleBy(lists, names);
      if (role) roles.set(room, role);
    }
    return roles;
  }
}

/** What an account may stand on lists as; nothing for one that is blocked or gone. */
function namesOf(uid: number, siteRoles: readonly string[]): ReadonlySet<string> {
  return new Set(siteRoles.length === 0 || uid === 0 ? siteRoles : [...siteRoles, `user:${uid}`]);
}

function roleBy(lists: RoomLists, names: ReadonlySet<string>): RoomRole | undefined {
  const isOn = (list: readonly string[] = []): boolean => list.some((name) => names.has(name));
  if (isOn(lists.owners)) return 'owner';
  if (isOn(lists.moderators)) return 'moderator';
  if (isOn(lists.members)) return 'member';
  return isOn(lists.readers) ? 'reader' : undefined;
}
