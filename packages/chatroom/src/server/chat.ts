import { ChatErrorCode } from '../shared/error-code.ts';
import type { HistoryPage, SendReceipt } from '../shared/line.ts';
import type { Author } from './author.ts';
import { normaliseBody } from './body.ts';
import { ChatError } from './chat-error.ts';
import type { Membership, Rights } from './membership.ts';
import { readHistoryRequest, readSendRequest } from './requests.ts';
import type { Store } from './store.ts';

/** What a {@link Chat} works with. */
export interface ChatParts {
  readonly store: Store;
  readonly membership: Membership;
  /** Characters that a line may have. */
  readonly maxBody: number;
}

/**
 * The chat's commands; each asks for the author's rights anew.
 *
 * A room that isn't there and one that the author may not see give the same answer, 1404.
 */
export class Chat {
  readonly #store: Store;
  readonly #membership: Membership;
  readonly #maxBody: number;

  constructor({ store, membership, maxBody }: ChatParts) {
    this.#store = store;
    this.#membership = membership;
    this.#maxBody = maxBody;
  }

  /**
   * `chat.send`: resolves after the line is committed.
   * @throws ChatError 1400, 1403, 1404, 1409, 1411, 1412, 1413, 1500, 1501
   */
  async send(author: Author | undefined, data: unknown): Promise<SendReceipt> {
    const { room, client_id, body } = readSendRequest(data);
    const { uid, name, mayWrite } = await this.#admit(room, author);
    if (!mayWrite)
      throw new ChatError(ChatErrorCode.readOnly, 'You may read this room, but not write in it.');
    const draft = { room, uid, name, client_id, body: normaliseBody(body, this.#maxBody) };
    const { mid, seq, created } = await this.#store.append(draft);
    return { client_id, mid, seq, created };
  }

  /**
   * `chat.history`: one page of lines.
   * @throws ChatError 1400, 1404, 1500
   */
  async history(author: Author | undefined, data: unknown): Promise<HistoryPage> {
    const { room, range } = readHistoryRequest(data);
    const { mayWrite } = await this.#admit(room, author);
    return { ...(await this.#store.page(room, range)), may_write: mayWrite };
  }

  /** May the author listen to the room's lines? */
  async maySee(author: Author | undefined, room: string): Promise<boolean> {
    return (await this.#rights(room, author)) !== undefined;
  }

  async #admit(room: string, author: Author | undefined): Promise<Author & Rights> {
    const rights = await this.#rights(room, author);
    if (!author || !rights) throw new ChatError(ChatErrorCode.unknownRoom, 'There is no such room.');
    return { ...author, ...rights };
  }

  async #rights(room: string, author: Author | undefined): Promise<Rights | undefined> {
    return author && (await this.#membership.rights(room, author.uid));
  }
}
