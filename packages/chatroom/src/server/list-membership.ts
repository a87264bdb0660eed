import type { Membership, Rights } from './membership.ts';

/** Who belongs to a room: Drupal role ids (`anonymous` and `authenticated` are two of them) and `user:UID`. */
export interface RoomLists {
  /** Read, write, pin, and take lines of others away. */
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

  async rights(room: string, uid: number): Promise<Rights | undefined> {
    const lists = this.#rooms.get(room);
    if (!lists) return undefined;
    const roles = uid === 0 ? ['anonymous'] : await this.#rolesOf(uid);
    if (roles.length === 0) return undefined;
    const names = new Set([...roles, `user:${uid}`]);
    const isOn = (list: readonly string[] = []): boolean => list.some((name) => names.has(name));
    if (isOn(lists.moderators)) return { mayWrite: true, mayModerate: true };
    if (isOn(lists.members)) return { mayWrite: true, mayModerate: false };
    return isOn(lists.readers) ? { mayWrite: false, mayModerate: false } : undefined;
  }
}
