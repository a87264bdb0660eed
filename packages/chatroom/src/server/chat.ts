import type { HistoryPage, SendReceipt, SyncPage } from '../shared/answers.ts';
import { ChatErrorCode } from '../shared/error-code.ts';
import type { Line } from '../shared/line.ts';
import type { Author } from './author.ts';
import { normaliseBody } from './body.ts';
import { ChatError } from './chat-error.ts';
import { renderLine } from './markdown.ts';
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
import type { Deed, Store, Text } from './store.ts';

/** What a {@link Chat} works with. */
export interface ChatParts {
  readonly store: Store;
  readonly membership: Membership;
  /** Characters that a line may have. */
  readonly maxBody: number;
}

const thirdPerson = '/me ';

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
   * @throws ChatError 1400, 1403, 1404, 1405, 1409, 1411, 1412, 1413, 1500, 1501
   */
  async send(author: Author | undefined, data: unknown): Promise<SendReceipt> {
    const request = readSendRequest(data);
    const { uid, name } = await this.#admitWriter(request.room, author);
    const draft = { ...request, uid, name, ...this.#text(request.body) };
    const { mid, seq, created } = await this.#store.append(draft);
    return { client_id: request.client_id, mid, seq, created };
  }

  /**
   * `chat.edit`: gives an own line another text; resolves with the line after the commit.
   * @throws ChatError 1400, 1403, 1404, 1405, 1407, 1411, 1412, 1413, 1500, 1501
   */
  async edit(author: Author | undefined, data: unknown): Promise<Line> {
    const { body: text, ...at } = readEditRequest(data);
    const writer = await this.#admitWriter(at.room, author);
    return this.#do(writer, at, { does: 'edit', text: this.#text(text) });
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

  #text(source: string): Text {
    const text = normaliseBody(source, this.#maxBody);
    const isThirdPerson = text.startsWith(thirdPerson);
    const kind = isThirdPerson ? 'me' : 'text';
    const body = isThirdPerson ? text.slice(thirdPerson.length).trimStart() : text;
    return { kind, body, html: renderLine(kind, body) };
  }

  async #admitWriter(room: string, author: Author | undefined): Promise<Author & Rights> {
    const admitted = await this.#admit(room, author);
    if (admitted.mayWrite) return admitted;
    throw new ChatError(ChatErrorCode.readOnly, 'You may read this room, but not write in it.');
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
