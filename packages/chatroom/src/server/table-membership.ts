import type { Kysely } from 'kysely';
import { GroupCall } from './group-call.ts';
import type { RolesOf } from './list-membership.ts';
import { type Membership, type RoomRole, stronger } from './membership.ts';
import type { ChatTables } from './tables.ts';

/** Questions that one statement answers at most. */
const groupLimit = 500;

interface Question {
  readonly room: string;
  readonly uid: number;
  readonly grantees: readonly string[];
}

/**
 * Membership in the tables: by name (`chatroom_member`: groups, invitations and direct talk end there) and by roles
 * of the site (`chatroom_grant`).
 */
export class TableMembership implements Membership {
  readonly #db: Kysely<ChatTables>;
  readonly #rolesOf: RolesOf;
  readonly #asked = new GroupCall((questions: readonly Question[]) => this.#answer(questions), groupLimit);

  constructor(db: Kysely<ChatTables>, rolesOf: RolesOf) {
    this.#db = db;
    this.#rolesOf = rolesOf;
  }

  async role(room: string, uid: number): Promise<RoomRole | undefined> {
    const grantees = await this.#rolesOf(uid);
    // Blocked and deleted accounts stay in the tables.
    if (grantees.length === 0) return undefined;
    return (await this.#asked.add({ room, uid, grantees })).role;
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

  /** Everybody's roles by one statement: lines of a busy room come from hundreds at a time. */
  async #answer(questions: readonly Question[]): Promise<readonly { readonly role: RoomRole | undefined }[]> {
    const rooms = [...new Set(questions.map(({ room }) => room))];
    const uids = [...new Set(questions.map(({ uid }) => uid))].filter((uid) => uid > 0);
    const granted = this.#db
      .selectFrom('chatroom_grant as entry')
      .innerJoin('chatroom_room as room', 'room.rid', 'entry.rid')
      .select(['room.name', 'entry.grantee as who', 'entry.role'])
      .where('room.name', 'in', rooms)
      .execute();
    const named = this.#db
      .selectFrom('chatroom_member as entry')
      .innerJoin('chatroom_room as room', 'room.rid', 'entry.rid')
      .select(['room.name', 'entry.uid as who', 'entry.role'])
      .where('room.name', 'in', rooms)
      .where('entry.uid', 'in', uids.length > 0 ? uids : [0]);
    const found = new Map<string, RoomRole>();
    const rows = await Promise.all([granted, uids.length > 0 ? named.execute() : []]);
    for (const { name, who, role } of rows.flat()) found.set(keyOf(name, who), role);
    return questions.map(({ room, uid, grantees }) => ({
      role: [...grantees, uid].map((who) => found.get(keyOf(room, who))).reduce(stronger, undefined),
    }));
  }
}

/** Role ids are texts and uids numbers: a role that is called `7` is not user 7. */
function keyOf(room: string, who: string | number): string {
  return JSON.stringify([room, who]);
}
