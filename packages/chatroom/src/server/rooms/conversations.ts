import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { ChatErrorCode } from '../../shared/error-code.ts';
import type { Invitation, OwnEvent, RoomKind } from '../../shared/room-overview.ts';
import { answered, ChatError, unknownAccount, unknownRoom } from '../chat-error.ts';
import type { Pace } from '../lines/pace.ts';
import type { Author } from '../people/author.ts';
import type { ChatPermission, People } from '../people/people.ts';
import {
  readCreateRequest,
  readInviteRequest,
  readPeopleRequest,
  readRoomRequest,
  readTalkRequest,
} from '../requests.ts';
import type { ChatTables } from '../tables.ts';
import type { Admission, Rights } from './admission.ts';
import { isAtLeast, type RoomRole } from './membership.ts';
import { ridOf } from './sql-rooms.ts';

/** What {@link Conversations} work with. */
export interface ConversationsParts {
  readonly db: Kysely<ChatTables>;
  readonly admission: Admission;
  readonly people: People;
  readonly pace: Pace;
  /** Tells all pages of an account. */
  readonly tell: (uid: number, event: OwnEvent) => void;
  /** Closes a room for an account at once. */
  readonly expel: (room: string, uid: number) => Promise<void>;
  /** The server's clock, milliseconds since 1970. */
  readonly now: () => number;
}

/** Rooms that accounts make themselves: direct talk, and private rooms that one is asked into. */
export class Conversations {
  readonly #parts: ConversationsParts;

  constructor(parts: ConversationsParts) {
    this.#parts = parts;
  }

  /**
   * `chat.talk`: the room in which exactly these accounts and the caller talk; the same one each time.
   * @throws ChatError 1400, 1407, 1414, 1500, 1502
   */
  async talk(author: Author | undefined, data: unknown): Promise<{ room: string }> {
    const { with: others } = readTalkRequest(data);
    const uid = await this.#permitted(author, 'start chatroom conversations');
    const uids = [...new Set([uid, ...others])].sort((a, b) => a - b);
    if (uids.length < 2) throw unknownAccount();
    const names = await this.#parts.people.names(uids);
    if (names.size < uids.length) throw unknownAccount();
    const room = `d-${createHash('sha256').update(uids.join(' ')).digest('hex').slice(0, 40)}`;
    const members = uids.map((member) => ({ uid: member, role: 'member' as const }));
    const isNew = await this.#open({ room, kind: 'direct', title: [...names.values()].join(', '), members });
    if (isNew) for (const member of uids) this.#parts.tell(member, { type: 'rooms', room });
    return { room };
  }

  /**
   * `chat.create`: a private room, whose owner the caller is; others are asked in.
   * @throws ChatError 1400, 1407, 1414, 1500, 1502
   */
  async create(author: Author | undefined, data: unknown): Promise<{ room: string }> {
    const { title, invite = [] } = readCreateRequest(data);
    // Each who is asked in is told of it.
    const uid = await this.#permitted(author, 'create private chatrooms', 1 + invite.length);
    if ((await this.#parts.people.names(invite)).size < invite.length) throw unknownAccount();
    const room = `p-${randomBytes(12).toString('hex')}`;
    await this.#open({ room, kind: 'private', title, members: [{ uid, role: 'owner' }] });
    this.#parts.tell(uid, { type: 'rooms', room });
    for (const guest of invite) await this.#ask(room, guest, uid);
    return { room };
  }

  /**
   * `chat.invite`: asks an account into a private room; those who keep order there may.
   * @throws ChatError 1400, 1404, 1407, 1414, 1500, 1502
   */
  async invite(author: Author | undefined, data: unknown): Promise<{ invited: boolean }> {
    const { room, uid } = readInviteRequest(data);
    const { admission, people, pace } = this.#parts;
    const host = await admission.moderator(room, author);
    if (host.kind !== 'private') {
      throw new ChatError(ChatErrorCode.notAllowed, 'Nobody is asked into this room.');
    }
    pace.deed(host);
    if (!(await people.names([uid])).has(uid)) throw unknownAccount();
    if (await admission.isBanned(room, uid)) {
      throw new ChatError(ChatErrorCode.notAllowed, 'This person is banned from here; end that first.');
    }
    return { invited: await this.#ask(room, uid, host.uid) };
  }

  /** `chat.join`: takes an invitation. @throws ChatError 1400, 1404, 1500 */
  async join(author: Author | undefined, data: unknown): Promise<{ room: string }> {
    const { room } = readRoomRequest(data);
    const { db, admission, tell, now } = this.#parts;
    const uid = author?.uid ?? 0;
    if (await admission.isBanned(room, uid)) throw unknownRoom();
    await answered(async () => {
      await db.transaction().execute(async (transaction) => {
        const rid = await ridOf(transaction, room);
        const { numDeletedRows } = await transaction
          .deleteFrom('chatroom_invitation')
          .where('rid', '=', rid)
          .where('uid', '=', uid)
          .executeTakeFirst();
        if (numDeletedRows === 0n) throw unknownRoom();
        const member = transaction.selectFrom('chatroom_member').select('uid').where('rid', '=', rid);
        // The site may have let them in meanwhile.
        if (await member.where('uid', '=', uid).executeTakeFirst()) return;
        await transaction
          .insertInto('chatroom_member')
          .values({ rid, uid, role: 'member', joined: now() })
          .execute();
      });
    });
    tell(uid, { type: 'rooms', room });
    return { room };
  }

  /** `chat.leave`: leaves a private room, or turns an invitation down. @throws ChatError 1400, 1404, 1407, 1500 */
  async leave(author: Author | undefined, data: unknown): Promise<{ left: boolean }> {
    const { room } = readRoomRequest(data);
    const { db, admission, tell, expel } = this.#parts;
    const uid = author?.uid ?? 0;
    const rid = await answered(() => ridOf(db, room));
    const { numDeletedRows } = await answered(() =>
      db.deleteFrom('chatroom_invitation').where('rid', '=', rid).where('uid', '=', uid).executeTakeFirst(),
    );
    if (numDeletedRows === 0n) {
      const { kind, role } = await admission.reader(room, author);
      if (kind !== 'private')
        throw new ChatError(ChatErrorCode.notAllowed, 'The site says who is in this room.');
      await answered(async () => {
        await db.deleteFrom('chatroom_member').where('rid', '=', rid).where('uid', '=', uid).execute();
        if (isAtLeast(role, 'owner')) await this.#inherit(room, rid);
      });
      await expel(room, uid);
    }
    tell(uid, { type: 'rooms', room });
    return { left: true };
  }

  /** `chat.people`: accounts whose names begin so, to talk with or to ask in. @throws ChatError 1400, 1407, 1500 */
  async people(
    author: Author | undefined,
    data: unknown,
  ): Promise<{ people: readonly { readonly uid: number; readonly name: string }[] }> {
    const { typed } = readPeopleRequest(data);
    const { people } = this.#parts;
    const uid = author?.uid ?? 0;
    const may = await Promise.all(
      (['start chatroom conversations', 'create private chatrooms'] as const).map((permission) =>
        people.may(uid, permission),
      ),
    );
    if (uid === 0 || !may.includes(true)) throw notPermitted();
    const found = await answered(() => people.search(typed));
    return { people: found.filter((person) => person.uid !== uid) };
  }

  /** What rooms of direct talk are called: by the others in it. */
  async titles(uid: number, rooms: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (rooms.length === 0) return new Map();
    const rows = await answered(() =>
      this.#parts.db
        .selectFrom('chatroom_member as member')
        .innerJoin('chatroom_room as room', 'room.rid', 'member.rid')
        .select(['room.name', 'member.uid'])
        .where('room.name', 'in', rooms)
        .where('member.uid', '!=', uid)
        .orderBy('member.uid')
        .execute(),
    );
    const names = await this.#parts.people.names([...new Set(rows.map((row) => row.uid))]);
    return new Map(
      [...Map.groupBy(rows, ({ name }) => name)].flatMap(([room, members]) => {
        const known = members.flatMap((member) => names.get(member.uid) ?? []);
        return known.length === 0 ? [] : [[room, known.join(', ')] as const];
      }),
    );
  }

  /** What the account is asked into, and what it may begin. */
  async chances(uid: number): Promise<{
    readonly invitations: readonly Invitation[];
    readonly may_talk: boolean;
    readonly may_create: boolean;
  }> {
    const { db, admission, people } = this.#parts;
    if (uid === 0) return { invitations: [], may_talk: false, may_create: false };
    const rows = await answered(() =>
      db
        .selectFrom('chatroom_invitation as invitation')
        .innerJoin('chatroom_room as room', 'room.rid', 'invitation.rid')
        .select(['room.name as room', 'room.title', 'invitation.invited_by'])
        .where('invitation.uid', '=', uid)
        .orderBy('invitation.created')
        .execute(),
    );
    const [bans, names, may_talk, may_create] = await Promise.all([
      Promise.all(rows.map(({ room }) => admission.isBanned(room, uid))),
      people.names(rows.map(({ invited_by }) => invited_by)),
      people.may(uid, 'start chatroom conversations'),
      people.may(uid, 'create private chatrooms'),
    ]);
    const invitations = rows
      .filter((_, place) => !bans[place])
      .map(({ room, title, invited_by }) => ({
        room,
        title,
        uid: invited_by,
        name: names.get(invited_by) ?? '',
      }));
    return { invitations, may_talk, may_create };
  }

  async #permitted(author: Author | undefined, permission: ChatPermission, deeds = 1): Promise<number> {
    const { people, pace } = this.#parts;
    const uid = author?.uid ?? 0;
    if (!author || uid === 0 || !(await people.may(uid, permission))) throw notPermitted();
    pace.deed(author, deeds);
    return uid;
  }

  async #open({
    room,
    kind,
    title,
    members,
  }: {
    readonly room: string;
    readonly kind: RoomKind;
    readonly title: string;
    readonly members: readonly { readonly uid: number; readonly role: RoomRole }[];
  }): Promise<boolean> {
    const { db, now } = this.#parts;
    const isThere = async (): Promise<boolean> =>
      (await db.selectFrom('chatroom_room').select('rid').where('name', '=', room).executeTakeFirst()) !==
      undefined;
    return answered(async () => {
      if (await isThere()) return false;
      const created = now();
      const epoch = randomBytes(9).toString('base64url');
      try {
        await db.transaction().execute(async (transaction) => {
          await transaction
            .insertInto('chatroom_room')
            .values({ name: room, title: [...title].slice(0, 255).join(''), kind, epoch, created })
            .execute();
          const rid = await ridOf(transaction, room);
          await transaction
            .insertInto('chatroom_member')
            .values(members.map(({ uid, role }) => ({ rid, uid, role, joined: created })))
            .execute();
        });
      } catch (error) {
        // Another of them was faster.
        if (!(await isThere())) throw error;
        return false;
      }
      return true;
    });
  }

  async #ask(room: string, uid: number, by: number): Promise<boolean> {
    const { db, admission, tell, now } = this.#parts;
    if ((await admission.rights(room, uid)) !== undefined) return false;
    await answered(async () => {
      const rid = await ridOf(db, room);
      const asked = db.selectFrom('chatroom_invitation').select('rid').where('rid', '=', rid);
      if (await asked.where('uid', '=', uid).executeTakeFirst()) return;
      await db
        .insertInto('chatroom_invitation')
        .values({ rid, uid, invited_by: by, created: now() })
        .execute();
    });
    tell(uid, { type: 'rooms', room });
    return true;
  }

  /**
   * Gives a room whose owner left to who has been there longest, moderators first; who is shut out, muted or blocked
   * is passed over.
   */
  async #inherit(room: string, rid: number): Promise<void> {
    const { db, admission } = this.#parts;
    const members = await db
      .selectFrom('chatroom_member')
      .select('uid')
      .where('rid', '=', rid)
      .orderBy('joined')
      .orderBy('uid')
      .execute();
    const rights = await Promise.all(members.map(({ uid }) => admission.rights(room, uid)));
    if (rights.some((own) => own?.role === 'owner')) return;
    const isHeir = (own: Rights | undefined): boolean =>
      own !== undefined && own.silence?.code !== ChatErrorCode.muted;
    const heir =
      members.find((_, place) => rights[place]?.mayModerate) ??
      members.find((_, place) => isHeir(rights[place]));
    if (!heir) return;
    await db
      .updateTable('chatroom_member')
      .set({ role: 'owner' })
      .where('rid', '=', rid)
      .where('uid', '=', heir.uid)
      .execute();
  }
}

function notPermitted(): ChatError {
  return new ChatError(ChatErrorCode.notAllowed, 'You may not do this on this site.');
}
