import { ChatErrorCode } from '../../shared/error-code.ts';
import type { RoomStatus } from '../../shared/room-overview.ts';
import { ChatError, unknownRoom } from '../chat-error.ts';
import type { Author } from '../people/author.ts';
import { isAtLeast, type Membership, type RoomRole } from './membership.ts';
import type { RoomFacts, RoomStanding, Rooms, Sanction } from './rooms.ts';
import type { Standings } from './standings.ts';

/** What an account may do in a room; `undefined` where this is asked for means: for it, there is no such room. */
export interface Rights extends RoomFacts {
  readonly role: RoomRole;
  /** Why the account may not write now; undefined where it may. */
  readonly silence: ChatError | undefined;
  /** Pins lines, takes those of others away, mutes and bans. */
  readonly mayModerate: boolean;
}

/** What an {@link Admission} goes by. */
export interface AdmissionParts {
  readonly membership: Membership;
  readonly rooms: Rooms;
  readonly standings: Standings;
}

/** Who is let into which room: by membership, by the room's state, and by what moderators imposed. */
export class Admission {
  readonly #membership: Membership;
  readonly #rooms: Rooms;
  readonly #standings: Standings;

  constructor({ membership, rooms, standings }: AdmissionParts) {
    this.#membership = membership;
    this.#rooms = rooms;
    this.#standings = standings;
  }

  /** The account's rights as they are now; undefined if it may not even see the room, or there is none. */
  async rights(room: string, uid: number): Promise<Rights | undefined> {
    const standing = await this.#standings.of(room, uid);
    const role = standing && (await this.#membership.role(standing));
    return role && rightsIn(standing, role);
  }

  /** What the account is in the room, also while it is shut out; undefined for nothing, or if there is no such room. */
  async role(room: string, uid: number): Promise<RoomRole | undefined> {
    const standing = await this.#standings.of(room, uid);
    return standing && (await this.#membership.role(standing));
  }

  /** Did a moderator shut the account out of the room, whatever it is there otherwise? */
  async isBanned(room: string, uid: number): Promise<boolean> {
    return isShutOut((await this.#standings.of(room, uid))?.sanctions ?? []);
  }

  /** The rooms that an account may see, by name. */
  async rooms(uid: number): Promise<ReadonlyMap<string, Rights>> {
    const roles = await this.#membership.roles(uid);
    const rooms = new Map<string, Rights>();
    for (const standing of await this.#rooms.standing([...roles.keys()], uid)) {
      const rights = rightsIn(standing, roles.get(standing.room) ?? 'reader');
      if (rights) rooms.set(standing.room, rights);
    }
    return rooms;
  }

  /**
   * Lets an author in who may see the room. A room that isn't there gives the same answer as one that they may not see.
   * @throws ChatError 1404
   */
  async reader(room: string, author: Author | undefined): Promise<Author & Rights> {
    const rights = author && (await this.rights(room, author.uid));
    if (!author || !rights) throw unknownRoom();
    return { ...author, ...rights };
  }

  /** Lets an author in who may write. @throws ChatError 1403, 1404, 1408 */
  async writer(room: string, author: Author | undefined): Promise<Author & Rights> {
    const admitted = await this.reader(room, author);
    if (admitted.silence) throw admitted.silence;
    return admitted;
  }

  /** Lets a program of the site write. @throws ChatError 1403, 1404 */
  async program(room: string): Promise<void> {
    const [standing] = await this.#rooms.standing([room], 0);
    if (!standing) throw unknownRoom();
    if (standing.status === 'archived') throw readOnly('This room is archived; it can be read.');
  }

  /** Lets an author in who keeps order. @throws ChatError 1404, 1407 */
  async moderator(room: string, author: Author | undefined): Promise<Author & Rights> {
    const admitted = await this.reader(room, author);
    if (admitted.mayModerate) return admitted;
    throw new ChatError(ChatErrorCode.notAllowed, 'Only moderators may do this.');
  }
}

function rightsIn(
  { room, title, kind, status, slow, sanctions }: RoomStanding,
  role: RoomRole,
): Rights | undefined {
  if (isShutOut(sanctions)) return undefined;
  const mute = sanctions.find(({ kind }) => kind === 'mute');
  const mayModerate = isAtLeast(role, 'moderator') && mute === undefined;
  const silence = mute ? muted(mute) : silenceOf(status, role);
  return { room, title, kind, status, slow, role, silence, mayModerate };
}

function isShutOut(sanctions: readonly Sanction[]): boolean {
  return sanctions.some(({ kind }) => kind === 'ban');
}

function silenceOf(status: RoomStatus, role: RoomRole): ChatError | undefined {
  if (status === 'archived') return readOnly('This room is archived; it can be read.');
  if (status === 'readonly' && !isAtLeast(role, 'moderator')) {
    return readOnly('Only moderators write in this room at the moment.');
  }
  return isAtLeast(role, 'member') ? undefined : readOnly('You may read this room, but not write in it.');
}

function readOnly(message: string): ChatError {
  return new ChatError(ChatErrorCode.readOnly, message);
}

function muted({ until, reason }: { readonly until: number; readonly reason: string }): ChatError {
  const end = until === 0 ? '' : ` until ${new Date(until).toISOString()}`;
  const why = reason === '' ? '.' : `: ${reason}`;
  return new ChatError(ChatErrorCode.muted, `A moderator muted you${end}${why}`);
}
