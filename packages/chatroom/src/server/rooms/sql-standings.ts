import type { DrupalTables } from '@drupal-nodejs/drupal';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { RoomKind, RoomStatus, SanctionKind } from '../../shared/room-overview.ts';
import { answered } from '../chat-error.ts';
import { GroupCall } from '../group-call.ts';
import type { ChatTables } from '../tables.ts';
import { type RoomRole, stronger } from './membership.ts';
import { isRoomName } from './room-name.ts';
import type { RoomFacts, Sanction } from './rooms.ts';
import { factsOf } from './sql-rooms.ts';
import type { Standing, Standings } from './standings.ts';

/** Questions that one statement answers at most. */
const groupLimit = 500;

interface Question {
  readonly room: string;
  readonly uid: number;
}

/** One fact of those that a statement brings; which of the columns are filled depends on `fact`. */
interface Row {
  readonly fact: 'room' | 'grant' | 'member' | 'sanction' | 'account';
  readonly rid: number;
  readonly uid: number;
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly status: RoomStatus;
  readonly slow: number;
  readonly grantee: string;
  readonly role: RoomRole;
  readonly ends: number;
  readonly reason: string;
  readonly site_role: string | null;
}

/** What is known of a room with those who are asked about. */
interface Known {
  readonly rid: number;
  readonly facts: RoomFacts;
  readonly granted: Map<string, RoomRole>;
  readonly named: Map<number, RoomRole>;
}

/**
 * Standings by Drupal's tables and those of `schema.json`.
 *
 * One statement for all that is asked in one turn and while another is under way. Nothing is remembered: a mute, a ban,
 * a lost role or a membership that ended counts for the very next line.
 */
export class SqlStandings implements Standings {
  readonly #db: Kysely<ChatTables & DrupalTables>;
  readonly #now: () => number;
  readonly #asked = new GroupCall((questions: readonly Question[]) => this.#answer(questions), groupLimit);

  /** `now` is the server's clock in milliseconds since 1970. */
  constructor(db: Kysely<ChatTables & DrupalTables>, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  async of(room: string, uid: number): Promise<Standing | undefined> {
    if (!isRoomName(room)) return undefined;
    return (await answered(() => this.#asked.add({ room, uid }))).standing;
  }

  async #answer(
    questions: readonly Question[],
  ): Promise<readonly { readonly standing: Standing | undefined }[]> {
    const names = [...new Set(questions.map(({ room }) => room))];
    const uids = [...new Set(questions.map(({ uid }) => uid))].filter((uid) => uid > 0);
    const { rows } = await this.#facts(names, uids).execute(this.#db);
    const of = Map.groupBy(rows.map(withNumbers), ({ fact }) => fact);
    const rooms = new Map(of.get('room')?.map((row) => [row.rid, roomOf(row)]));
    for (const { rid, grantee, role } of of.get('grant') ?? []) rooms.get(rid)?.granted.set(grantee, role);
    for (const { rid, uid, role } of of.get('member') ?? []) rooms.get(rid)?.named.set(uid, role);
    const held = Map.groupBy(of.get('sanction') ?? [], ({ uid }) => uid);
    const accounts = Map.groupBy(of.get('account') ?? [], ({ uid }) => uid);
    const byName = new Map([...rooms.values()].map((room) => [room.facts.room, room]));
    return questions.map(({ room: name, uid }) => {
      const room = byName.get(name);
      if (!room) return { standing: undefined };
      const siteRoles = uid === 0 ? ['anonymous'] : siteRolesOf(accounts.get(uid));
      const sanctions = (held.get(uid) ?? []).filter(({ rid }) => rid === 0 || rid === room.rid);
      return {
        standing: {
          ...room.facts,
          uid,
          siteRoles,
          role: roleIn(room, uid, siteRoles),
          sanctions: sanctions.map(sanctionOf),
        },
      };
    });
  }

  /** Columns of different tables are kept apart: their collations may differ. */
  #facts(names: readonly string[], uids: readonly number[]): RawBuilder<Row> {
    const room = sql.table('chatroom_room');
    const named = sql`r.name in (${sql.join(names)})`;
    const rooms = sql`
      select 'room' as fact, r.rid as rid, 0 as uid, r.name as name, r.title as title, r.kind as kind,
        r.status as status, r.slow as slow, '' as grantee, '' as role, 0 as ends, '' as reason, '' as site_role
      from ${room} r where ${named}`;
    const grants = sql`
      select 'grant', g.rid, 0, '', '', '', '', 0, g.grantee, g.role, 0, '', ''
      from ${sql.table('chatroom_grant')} g inner join ${room} r on r.rid = g.rid where ${named}`;
    if (uids.length === 0) return sql<Row>`${rooms} union all ${grants}`;
    const asked = sql.join(uids);
    const until = sql.ref('until');
    const members = sql`
      select 'member', m.rid, m.uid, '', '', '', '', 0, '', m.role, 0, '', ''
      from ${sql.table('chatroom_member')} m inner join ${room} r on r.rid = m.rid
      where ${named} and m.uid in (${asked})`;
    const sanctions = sql`
      select 'sanction', s.rid, s.uid, '', '', s.kind, '', 0, '', '', ${until}, s.reason, ''
      from ${sql.table('chatroom_sanction')} s
      where s.uid in (${asked}) and s.lifted = 0 and (${until} = 0 or ${until} > ${this.#now()})`;
    const accounts = sql`
      select 'account', 0, u.uid, '', '', '', '', 0, '', '', 0, '', a.roles_target_id
      from ${sql.table('users_field_data')} u left join ${sql.table('user__roles')} a on a.entity_id = u.uid
      where u.uid in (${asked}) and u.default_langcode = 1 and u.status = 1`;
    return sql<Row>`${sql.join([rooms, grants, members, sanctions, accounts], sql` union all `)}`;
  }
}

/** MySQL makes decimals of whole numbers where a union has some with a sign and some without; drivers tell them as texts. */
function withNumbers(row: Row): Row {
  const { rid, uid, slow, ends } = row;
  return { ...row, rid: Number(rid), uid: Number(uid), slow: Number(slow), ends: Number(ends) };
}

function roomOf(row: Row): Known {
  const facts = factsOf({ ...row, kind: row.kind as RoomKind });
  return { rid: row.rid, facts, granted: new Map(), named: new Map() };
}

function siteRolesOf(rows: readonly Row[] | undefined): readonly string[] {
  return rows ? ['authenticated', ...rows.flatMap(({ site_role }) => site_role ?? [])] : [];
}

function roleIn({ granted, named }: Known, uid: number, siteRoles: readonly string[]): RoomRole | undefined {
  // Blocked and deleted accounts stay in the tables.
  if (siteRoles.length === 0) return undefined;
  return siteRoles.map((role) => granted.get(role)).reduce(stronger, named.get(uid));
}

function sanctionOf({ kind, ends, reason }: Row): Sanction {
  return { kind: kind as SanctionKind, until: ends, reason };
}
