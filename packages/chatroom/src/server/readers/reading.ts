import { ChatErrorCode } from '../../shared/error-code.ts';
import type { NotifyLevel, OwnEvent, Rooms } from '../../shared/room-overview.ts';
import { ChatError } from '../chat-error.ts';
import type { Author } from '../people/author.ts';
import { readNotifyRequest, readReadRequest, readRoomsRequest } from '../requests.ts';
import type { Admission, Rights } from '../rooms/admission.ts';
import type { Conversations } from '../rooms/conversations.ts';
import { isAtLeast } from '../rooms/membership.ts';
import type { Readers } from './readers.ts';

/** What {@link Reading} works with. */
export interface ReadingParts {
  readonly readers: Readers;
  readonly admission: Admission;
  readonly conversations: Conversations;
  /** Tells all pages of an account. */
  readonly tell: (uid: number, event: OwnEvent) => void;
}

/** The commands of a reader: which rooms there are, how far each is read, what to be told of. */
export class Reading {
  readonly #readers: Readers;
  readonly #admission: Admission;
  readonly #conversations: Conversations;
  readonly #tell: (uid: number, event: OwnEvent) => void;

  constructor({ readers, admission, conversations, tell }: ReadingParts) {
    this.#readers = readers;
    this.#admission = admission;
    this.#conversations = conversations;
    this.#tell = tell;
  }

  /**
   * `chat.rooms`: the rooms that the author may see, by name, with what is unread in each.
   * @throws ChatError 1400, 1500
   */
  async rooms(author: Author | undefined, data: unknown): Promise<Rooms> {
    readRoomsRequest(data);
    if (!author) return { rooms: [], invitations: [], may_talk: false, may_create: false };
    const { uid } = author;
    const rooms = await this.#admission.rooms(uid);
    const direct = [...rooms.values()].filter(({ kind }) => kind === 'direct').map(({ room }) => room);
    const [readings, names, chances] = await Promise.all([
      this.#readers.overview(uid, [...rooms.keys()]),
      this.#conversations.titles(uid, direct),
      this.#conversations.chances(uid),
    ]);
    return {
      rooms: readings.flatMap((reading) => {
        const room = rooms.get(reading.room);
        return room ? [{ ...reading, ...stateOf(room), title: names.get(room.room) ?? room.title }] : [];
      }),
      ...chances,
    };
  }

  /**
   * `chat.read`: notes that the author has read up to a line; their other pages are told.
   * @throws ChatError 1400, 1403, 1404, 1500
   */
  async read(author: Author | undefined, data: unknown): Promise<{ read_seq: number }> {
    const { room, seq, back = false } = readReadRequest(data);
    const uid = await this.#admit(room, author);
    const read_seq = await this.#readers.read(uid, room, seq, back);
    this.#tell(uid, { type: 'read', room, read_seq });
    return { read_seq };
  }

  /**
   * `chat.notify`: says what the author wants to be told of in a room.
   * @throws ChatError 1400, 1403, 1404, 1500
   */
  async notify(author: Author | undefined, data: unknown): Promise<{ notify: NotifyLevel }> {
    const { room, level } = readNotifyRequest(data);
    const uid = await this.#admit(room, author);
    await this.#readers.notify(uid, room, level);
    this.#tell(uid, { type: 'notify', room, notify: level });
    return { notify: level };
  }

  async #admit(room: string, author: Author | undefined): Promise<number> {
    const { uid } = await this.#admission.reader(room, author);
    if (uid > 0) return uid;
    throw new ChatError(ChatErrorCode.readOnly, 'Log in to keep your place in a room.');
  }
}

/** A room as its list tells of it. */
function stateOf({ title, kind, status, slow, silence, mayModerate, role }: Rights) {
  const may_own = mayModerate && isAtLeast(role, 'owner');
  return { title, kind, status, slow, may_write: silence === undefined, may_moderate: mayModerate, may_own };
}
