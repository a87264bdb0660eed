import type { HistoryPage, SendReceipt, SyncPage } from '../shared/answers.ts';
import { ChatErrorCode } from '../shared/error-code.ts';
import type { RoomHint } from '../shared/hint.ts';
import type { Line } from '../shared/line.ts';
import { ChatError } from './chat-error.ts';
import type { Pace } from './lines/pace.ts';
import type { Wording } from './lines/wording.ts';
import type { Author } from './people/author.ts';
import {
  readDeleteRequest,
  readEditRequest,
  readHistoryRequest,
  readPinRequest,
  readPostRequest,
  readReactRequest,
  readRoomRequest,
  readSendRequest,
  readSyncRequest,
} from './requests.ts';
import type { Admission } from './rooms/admission.ts';
import type { Deed, Store } from './store.ts';

/** What a {@link Chat} works with. */
export interface ChatParts {
  readonly store: Store;
  readonly admission: Admission;
  readonly wording: Wording;
  readonly pace: Pace;
  /** Tells everybody in a room what has no number. */
  readonly announce: (room: string, hint: RoomHint) => void;
}

/**
 * The chat's commands; each asks for the author's rights anew.
 *
 * A room that isn't there and one that the author may not see give the same answer, 1404.
 */
export class Chat {
  readonly #store: Store;
  readonly #admission: Admission;
  readonly #pace: Pace;
  readonly #wording: Wording;
  readonly #announce: (room: string, hint: RoomHint) => void;

  constructor({ store, admission, wording, pace, announce }: ChatParts) {
    this.#store = store;
    this.#admission = admission;
    this.#pace = pace;
    this.#wording = wording;
    this.#announce = announce;
  }

  /**
   * `chat.send`: resolves after the line is committed.
   * @throws ChatError 1400, 1403, 1404, 1405, 1408, 1409, 1410, 1411, 1412, 1413, 1500, 1501, 1502, 1503
   */
  async send(author: Author | undefined, data: unknown): Promise<SendReceipt> {
    const request = readSendRequest(data);
    const writer = await this.#admission.writer(request.room, author);
    const { uid, name, mayModerate } = writer;
    const { mid, seq, created } = await this.#pace.inTurn(
      writer,
      request,
      mayModerate ? 0 : writer.slow,
      async () => {
        this.#pace.line(writer);
        const hasFiles = request.files !== undefined;
        const text = await this.#wording.text(request.room, request.body, mayModerate, hasFiles);
        return this.#store.append({ ...request, uid, name, ...text });
      },
    );
    return { client_id: request.client_id, mid, seq, created };
  }

  /**
   * `chat.post` of the server API: Drupal has an account write, with that account's own rights, or a program, whose
   * lines mention and call nobody.
   * @throws ChatError 1400, 1403, 1404, 1405, 1408, 1409, 1411, 1412, 1413, 1500, 1501, 1502, 1503
   */
  async post(data: unknown): Promise<SendReceipt> {
    const { uid, name, ...request } = readPostRequest(data);
    if (uid !== undefined) return this.send({ uid, name, client: 'drupal' }, request);
    const { room, client_id } = request;
    await this.#admission.program(room);
    // Whoever sends calls itself what it likes, so the room is what is spared.
    this.#pace.line({ uid: 0, client: `program in ${room}` });
    const { body, html } = await this.#wording.text(room, request.body, false);
    const draft = { ...request, uid: 0, name, kind: 'bot' as const, body, html };
    const { mid, seq, created } = await this.#store.append(draft);
    return { client_id, mid, seq, created };
  }

  /**
   * `chat.edit`: gives an own line another text; resolves with the line after the commit.
   * @throws ChatError 1400, 1403, 1404, 1405, 1407, 1408, 1411, 1412, 1413, 1500, 1501, 1502
   */
  async edit(author: Author | undefined, data: unknown): Promise<Line> {
    const { body, ...at } = readEditRequest(data);
    const writer = await this.#admission.writer(at.room, author);
    this.#pace.deed(writer);
    const text = await this.#wording.text(at.room, body, writer.mayModerate);
    return this.#do(writer, at, { does: 'edit', text });
  }

  /**
   * `chat.delete`: takes the text of an own line away, a moderator that of any.
   * @throws ChatError 1400, 1403, 1404, 1405, 1407, 1408, 1500, 1501
   */
  async delete(author: Author | undefined, data: unknown): Promise<Line> {
    const at = readDeleteRequest(data);
    return this.#do(await this.#admission.writer(at.room, author), at, { does: 'delete' });
  }

  /**
   * `chat.react`: gives a line an emoji or takes it back; for accounts, as guests can't be told apart.
   * @throws ChatError 1400, 1403, 1404, 1405, 1406, 1408, 1500, 1501, 1502
   */
  async react(author: Author | undefined, data: unknown): Promise<Line> {
    const { emoji, on, ...at } = readReactRequest(data);
    const writer = await this.#admission.writer(at.room, author);
    if (writer.uid === 0) throw new ChatError(ChatErrorCode.readOnly, 'Log in to react to a line.');
    this.#pace.deed(writer);
    return this.#do(writer, at, { does: 'react', emoji, on });
  }

  /**
   * `chat.pin`: a moderator pins a line to the room or lets it go.
   * @throws ChatError 1400, 1403, 1404, 1405, 1407, 1408, 1500, 1501
   */
  async pin(author: Author | undefined, data: unknown): Promise<Line> {
    const { on, ...at } = readPinRequest(data);
    return this.#do(await this.#admission.writer(at.room, author), at, { does: 'pin', on });
  }

  /**
   * `chat.typing`: tells the room that the author writes; more than once in three seconds is passed over.
   * @throws ChatError 1400, 1403, 1404, 1408
   */
  async typing(author: Author | undefined, data: unknown): Promise<Readonly<Record<string, never>>> {
    const { room } = readRoomRequest(data);
    const writer = await this.#admission.writer(room, author);
    const { uid, name } = writer;
    if (uid > 0 && this.#pace.mayTellOfTyping(writer, room))
      this.#announce(room, { type: 'typing', uid, name });
    return {};
  }

  /**
   * `chat.history`: one page of lines.
   * @throws ChatError 1400, 1404, 1405, 1500
   */
  async history(author: Author | undefined, data: unknown): Promise<HistoryPage> {
    const { room, range } = readHistoryRequest(data);
    const { silence } = await this.#admission.reader(room, author);
    return { ...(await this.#store.page(room, range)), may_write: silence === undefined };
  }

  /**
   * `chat.sync`: what changed since an event.
   * @throws ChatError 1400, 1404, 1500
   */
  async sync(author: Author | undefined, data: unknown): Promise<SyncPage> {
    const { room, since, limit } = readSyncRequest(data);
    const { silence } = await this.#admission.reader(room, author);
    return { ...(await this.#store.sync(room, since, limit)), may_write: silence === undefined };
  }

  /** May the author listen to the room's lines? */
  async maySee(author: Author | undefined, room: string): Promise<boolean> {
    return author !== undefined && (await this.#admission.rights(room, author.uid)) !== undefined;
  }

  #do(
    { uid, mayModerate }: { readonly uid: number; readonly mayModerate: boolean },
    at: { readonly room: string; readonly seq: number },
    deed: Deed,
  ): Promise<Line> {
    return this.#store.change({ ...at, uid, mayModerate, deed });
  }
}
