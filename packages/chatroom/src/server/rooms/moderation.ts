import { ChatErrorCode } from '../../shared/error-code.ts';
import type { RoomHint } from '../../shared/hint.ts';
import type { OwnEvent } from '../../shared/room-overview.ts';
import { ChatError, unknownAccount } from '../chat-error.ts';
import type { Pace } from '../lines/pace.ts';
import type { Author } from '../people/author.ts';
import { readImposeRequest, readLiftRequest, readRoomRequest, readSettleRequest } from '../requests.ts';
import type { Admission } from './admission.ts';
import { isAtLeast } from './membership.ts';
import type { LoggedSanction, RoomFacts, Rooms } from './rooms.ts';

/** What {@link Moderation} works with. */
export interface ModerationParts {
  readonly rooms: Rooms;
  readonly admission: Admission;
  readonly pace: Pace;
  /** Tells all pages of an account. */
  readonly tell: (uid: number, event: OwnEvent) => void;
  /** Tells everybody in a room. */
  readonly announce: (room: string, hint: RoomHint) => void;
  /** Closes a room for an account at once. */
  readonly expel: (room: string, uid: number) => Promise<void>;
  /** The server's clock, milliseconds since 1970. */
  readonly now: () => number;
}

/** The commands of those who keep order. */
export class Moderation {
  readonly #parts: ModerationParts;

  constructor(parts: ModerationParts) {
    this.#parts = parts;
  }

  /**
   * `chat.impose`: mutes or bans who is in the room, was there or is asked in. Who could see the room is told why; a
   * ban closes it for them at once.
   * @throws ChatError 1400, 1404, 1407, 1414, 1500, 1502
   */
  async impose(author: Author | undefined, data: unknown): Promise<{ until: number }> {
    const { room, uid, kind, seconds = 0, reason = '' } = readImposeRequest(data);
    const { rooms, admission, pace, tell, expel, now } = this.#parts;
    const moderator = await admission.moderator(room, author);
    pace.deed(moderator);
    // Equals don't silence each other, neither while one of them is shut out.
    const role = await admission.role(room, uid);
    if (role !== undefined && isAtLeast(role, moderator.role)) {
      throw new ChatError(ChatErrorCode.notAllowed, 'Only somebody above them may do this.');
    }
    // Whoever may make a room keeps order there: that must not be a way to the screens of everybody on the site.
    if (role === undefined && !(await rooms.knows(room, uid))) throw unknownAccount();
    const seesRoom = role !== undefined && !(await admission.isBanned(room, uid));
    const until = seconds === 0 ? 0 : now() + seconds * 1000;
    await rooms.impose(room, uid, { kind, until, reason }, moderator.uid);
    if (kind === 'ban') await expel(room, uid);
    if (seesRoom) tell(uid, { type: 'sanction', room, kind, until, reason });
    return { until };
  }

  /**
   * `chat.lift`: ends a sanction.
   * @throws ChatError 1400, 1404, 1407, 1500, 1502
   */
  async lift(author: Author | undefined, data: unknown): Promise<{ lifted: boolean }> {
    const { room, uid, kind } = readLiftRequest(data);
    const { rooms, admission, pace, tell } = this.#parts;
    const moderator = await admission.moderator(room, author);
    pace.deed(moderator);
    const lifted = await rooms.lift(room, uid, kind, moderator.uid);
    if (lifted) tell(uid, { type: 'lifted', room, kind });
    return { lifted };
  }

  /**
   * `chat.sanctions`: the room's log of what was imposed.
   * @throws ChatError 1400, 1404, 1407, 1500
   */
  async sanctions(
    author: Author | undefined,
    data: unknown,
  ): Promise<{ sanctions: readonly LoggedSanction[] }> {
    const { room } = readRoomRequest(data);
    const { rooms, admission } = this.#parts;
    await admission.moderator(room, author);
    return { sanctions: await rooms.sanctions(room) };
  }

  /**
   * `chat.settle`: an owner names the room, opens, closes or archives it; moderators set how slow it is.
   * @throws ChatError 1400, 1404, 1407, 1500, 1502
   */
  async settle(author: Author | undefined, data: unknown): Promise<RoomFacts> {
    const { room, ...changes } = readSettleRequest(data);
    const { rooms, admission, pace, announce } = this.#parts;
    const moderator = await admission.moderator(room, author);
    pace.deed(moderator);
    if (
      !isAtLeast(moderator.role, 'owner') &&
      (changes.title !== undefined || changes.status !== undefined)
    ) {
      throw new ChatError(ChatErrorCode.notAllowed, 'Only the room’s owners may do this.');
    }
    const settled = await rooms.settle(room, changes);
    const { title, status, slow } = settled;
    announce(room, { type: 'settled', title, status, slow });
    return settled;
  }
}
