import type { Kysely } from 'kysely';
import type { ChatTables } from '../tables.ts';
import type { RolesOf } from './list-membership.ts';
import { type Membership, type RoomRole, stronger } from './membership.ts';
import type { Standing } from './standings.ts';

/**
 * Membership in the tables: by name (`chatroom_member`: groups, invitations and direct talk end there) and by roles
 * of the site (`chatroom_grant`).
 */
export class TableMembership implements Membership {
  readonly #db: Kysely<ChatTables>;
  readonly #rolesOf: RolesOf;

  constructor(db: Kysely<ChatTables>, rolesOf: RolesOf) {
    this.#db = db;
    this.#rolesOf = rolesOf;
  }

  role({ role }: Standing): RoomRole | undefined {
    return role;
  }

  async roles(uid: number): Promise<ReadonlyMap<string, RoomRole>> {
    const strongest = new Map<string, RoomRole>();
    const grantees = await this.#rolesOf(uid);
    // Blocked and deleted accounts stay in the tables.
    if (grantees.length === 0) return strongest;
    const granted = this.#db
      .selectFrom('chatroom_grant as entry')
      .innerJoin('chatroom_room as room', 'room.rid', 'entry.rid')
      .select(['room.name', 'entry.role'])
      .where('entry.grantee', 'in', grantees);
    const named = this.#db
      .selectFrom('chatroom_member as entry')
      .innerJoin('chatroom_room as room', 'room.rid', 'entry.rid')
      .select(['room.name', 'entry.role'])
      .where('entry.uid', '=', uid);
    // No account is the visitor's: uid 0 in the table stands for nobody.
    const rows = uid === 0 ? granted : granted.unionAll(named);
    for (const { name, role } of await rows.execute()) {
      strongest.set(name, stronger(strongest.get(name), role) ?? role);
    }
    return strongest;
  }
}
