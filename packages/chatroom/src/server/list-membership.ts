import type { Membership, Rights, VisibleRoom } from './membership.ts';

/** Who belongs to a room: Drupal role ids (`anonymous` and `authenticated` are two of them) and `user:UID`. */
export interface RoomLists {
  /** What the room is called. @default its name */
  readonly title?: string;
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
    return lists && rightsBy(lists, await this.#names(uid));
  }

  async rooms(uid: number): Promise<ReadonlyMap<string, VisibleRoom>> {
    const names = await this.#names(uid);
    const visible = new Map<string, VisibleRoom>();
    for (const [room, lists] of this.#rooms) {
      const rights = rightsBy(lists, names);
      if (rights) visible.set(room, { title: lists.title ?? room, ...rights });
    }
    return visible;
  }

  /** What an account may stand on lists as; nothing for one that is blocked or gone. */
  async #names(uid: number): Promise<ReadonlySet<string>> {
    if (uid === 0) return new Set(['anonymous']);
    const roles = await this.#rolesOf(uid);
    return new Set(roles.length === 0 ? [] : [...roles, `user:${uid}`]);
  }
}

function rightsBy(lists: RoomLists, names: ReadonlySet<string>): Rights | undefined {
  const isOn = (list: readonly string[] = []): boolean => list.some((name) => names.has(name));
  if (isOn(lists.moderators)) return { mayWrite: true, mayModerate: true };
  if (isOn(lists.members)) return { mayWrite: true, mayModerate: false };
  return isOn(lists.readers) ? { mayWrite: false, mayModerate: false } : undefined;
}
