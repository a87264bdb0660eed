import type { HistoryPage, SendReceipt, SyncPage } from '../shared/answers.ts';
import { ChatErrorCode } from '../shared/error-code.ts';
import type { Line } from '../shared/line.ts';
import type { Author } from './author.ts';
import { ChatError, unknownRoom } from './chat-error.ts';
import type { Membership, Rights } from './membership.ts';
import {
  readDeleteRequest,
  readEditRequest,
  readHistoryRequest,
  readPinRequest,
  readReactRequest,
  readSendRequest,
  readSyncRequest,
} from './requests.ts';
import type { Deed, Store } from './store.ts';
import type { Wording } from './wording.ts';

/** What a {@link Chat} works with. */
export interface ChatParts {
  readonly store: Store;
  readonly membership: Membership;
  readonly wording: Wording;
}

/**
 * The chat's commands; each asks for the author's rights anew.
 *
 * A room that isn't there and one that the author may not see give the same answer, 1404.
 */
export class Chat {
  readonly #store: Store;
  readonly #membership: Membership;
  readonly #wording: Wording;

  constructor({ store, membership, wording }: ChatParts) {
    this.#store = store;
    this.#membership = membership;
    this.#wording = wording;
  }

  /**
   * `chat.send`: resolves after the line is committed.
   * @throws ChatError 1400, 1403, 1404, 1405, 1409, 1411, 1412, 1413, 1500, 1501
   */
  async send(author: Author | undefined, data: unknown): Promise<SendReceipt> {
    const request = readSendRequest(data);
    const { uid, name, mayModerate } = await this.#admitWriter(request.room, author);
    const text = await this.#wording.text(request.room, request.body, mayModerate);
    const { mid, seq, created } = await this.#store.append({ ...request, uid, name, ...text });
    return { client_id: request.client_id, mid, seq, created };
  }

  /**
   * `chat.edit`: gives an own line another text; resolves with the line after the commit.
   * @throws ChatError 1400, 1403, 1404, 1405, 1407, 1411, 1412, 1413, 1500, 1501
   */
  async edit(author: Author | undefined, data: unknown): Promise<Line> {
    const { body, ...at } = readEditRequest(data);
    const writer = await this.#admitWriter(at.room, author);
    const text = await this.#wording.text(at.room, body, writer.mayModerate);
    return this.#do(writer, at, { does: 'edit', text });
  }

  /**
   * `chat.delete`: takes the text of an own line away, a moderator that of any.
   * @throws ChatError 1400, 1403, 1404, 1405, 1407, 1500, 1501
   */
  async delete(author: Author | undefined, data: unknown): Promise<Line> {
    const at = readDeleteRequest(data);
    return this.#do(await this.#admitWriter(at.room, author), at, { does: 'delete' });
  }

  /**
   * `chat.react`: gives a line an emoji or takes it back; for accounts, as guests can't be told apart.
   * @throws ChatError 1400, 1403, 1404, 1405, 1406, 1500, 1501
   */
  async react(author: Author | undefined, data: unknown): Promise<Line> {
    const { emoji, on, ...at } = readReactRequest(data);
    const writer = await this.#admitWriter(at.room, author);
    if (writer.uid === 0) throw new ChatError(ChatErrorCode.readOnly, 'Log in to react to a line.');
    return this.#do(writer, at, { does: 'react', emoji, on });
  }

  /**
   * `chat.pin`: a moderator pins a line to the room or lets it go.
   * @throws ChatError 1400, 1403, 1404, 1405, 1407, 1500, 1501
   */
  async pin(author: Author | undefined, data: unknown): Promise<Line> {
    const { on, ...at } = readPinRequest(data);
    return this.#do(await this.#admitWriter(at.room, author), at, { does: 'pin', on });
  }

  /**
   * `chat.history`: one page of lines.
   * @throws ChatError 1400, 1404, 1405, 1500
   */
  async history(author: Author | undefined, data: unknown): Promise<HistoryPage> {
    const { room, range } = readHistoryRequest(data);
    const { mayWrite } = await this.#admit(room, author);
    return { ...(await this.#store.page(room, range)), may_write: mayWrite };
  }

  /**
   * `chat.sync`: what changed since an event.
   * @throws ChatError 1400, 1404, 1500
   */
  async sync(author: Author | undefined, data: unknown): Promise<SyncPage> {
    const { room, since, limit } = readSyncRequest(data);
    const { mayWrite } = await this.#admit(room, author);
    return { ...(await this.#store.sync(room, since, limit)), may_write: mayWrite };
  }

  /** May the author listen to the room's lines? */
  async maySee(author: Author | undefined, room: string): Promise<boolean> {
    return (await this.#rights(room, author)) !== undefined;
  }

  #do(
    { uid, mayModerate }: Author & Rights,
    at: { readonly room: string; readonly seq: number },
    deed: Deed,
  ): Promise<Line> {
    return this.#store.change({ ...at, uid, mayModerate, deed });
  }

  async #admitWriter(room: string, author: Author | undefined): Promise<Author & Rights> {
    const admitted = await this.#admit(room, author);
    if (admitted.mayWrite) return admitted;
    throw new ChatError(ChatErrorCode.readOnly, 'You may read this room, but not write in it.');
  }

  async #admit(room: string, author: Author | undefined): Promise<Author & Rights> {
    const rights = await this.#rights(room, author);
    if (!author || !rights) throw unknownRoom();
    return { ...author, ...rights };
  }

  async #rights(room: string, author: Author | undefined): Promise<Rights | undefined> {
    return author && (await this.#membership.rights(room, author.uid));
  }
}
