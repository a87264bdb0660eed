import type { Kysely } from 'kysely';
import type { RolesOf } from './list-membership.ts';
import type { Membership, RoomRole } from './membership.ts';
import type { ChatTables } from './tables.ts';

/** Membership by name, in the table `chatroom_member`: groups, invitations and direct talk end there. */
export class TableMembership implements Membership {
  readonly #db: Kysely<ChatTables>;
  readonly #rolesOf: RolesOf;

  constructor(db: Kysely<ChatTables>, rolesOf: RolesOf) {
    this.#db = db;
    this.#rolesOf = rolesOf;
  }

  async role(room: string, uid: number): Promise<RoomRole | undefined> {
    const member = await this.#members(uid).where('room.name', '=', room).executeTakeFirst();
    return member && (await this.#isActive(uid)) ? member.role : undefined;
  }

  async roles(uid: number): Promise<ReadonlyMap<string, RoomRole>> {
    const members = await this.#members(uid).execute();
    if (members.length === 0 || !(await this.#isActive(uid))) return new Map();
    return new Map(members.map(({ name, role }) => [name, role]));
  }

  #members(uid: number) {
    return this.#db
      .selectFrom('chatroom_member as member')
      .innerJoin('chatroom_room as room', 'room.rid', 'member.rid')
      .select(['room.name', 'member.role'])
      .where('member.uid', '=', uid);
  }

  /** Blocked and deleted accounts stay in the table. */
  async #isActive(uid: number): Promise<boolean> {
    return uid > 0 && (await this.#rolesOf(uid)).length > 0;
  }
}
