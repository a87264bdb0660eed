import { randomUUID } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { ChatErrorCode } from '../../shared/error-code.ts';
import type { Line } from '../../shared/line.ts';
import {
  ChatError,
  clientIdTaken,
  notOwnLine,
  storeUnavailable,
  tooManyReactions,
  unknownFile,
  unknownLine,
  unknownRoom,
} from '../chat-error.ts';
import { Doubts } from './doubts.ts';
import { countReactions, toLine, toLineFile } from './line-row.ts';
import type { Committed, LineWriter, Outcome, Wish } from './line-writer.ts';
import { commitInGroups } from './wish-groups.ts';

/** The module's route. */
const path = '/chatroom/-/commit';

const number = Type.Integer({ minimum: 0 });
const text = Type.String();

const storedLine = Type.Object({
  row: Type.Object({
    ...{ mid: number, rid: number, seq: number, changed: number, uid: number, client_id: text, name: text },
    ...{ kind: Type.Enum(['text', 'me', 'bot', 'system']), body: text, html: text, mentions: text },
    ...{ calls: Type.Enum(['', 'all', 'here']), reply_to: number, thread: number, replies: number },
    ...{
      created: number,
      edited: number,
      deleted: number,
      deleted_by: number,
      pinned: number,
      files: number,
    },
  }),
  reactions: Type.Array(Type.Object({ emoji: text, uid: number })),
  files: Type.Array(
    Type.Object({ fid: number, name: text, type: text, size: number, width: number, height: number }),
  ),
});

const answerSchema = Type.Object({
  outcomes: Type.Array(
    Type.Union([
      Type.Object({ line: storedLine }),
      Type.Object({ error: Type.Object({ code: number, message: text }) }),
    ]),
  ),
  news: Type.Array(
    Type.Object({
      room: text,
      epoch: text,
      events: Type.Array(Type.Object({ seq: number, lines: Type.Array(storedLine) })),
    }),
  ),
});

type Answer = Static<typeof answerSchema>;

/** What a {@link DrupalLineWriter} works with. */
export interface DrupalLineWriterOptions {
  /** Posts JSON to a path of the site's, signed; resolves with its answer. */
  readonly post: (path: string, question: object) => Promise<unknown>;
  /** Called for a room of which an answer was lost, once another came: it may have lines that nobody was told of. */
  readonly doubt: (room: string) => void;
}

/**
 * Has Drupal write the lines, so that the site's own code sees each before it is there: a group by one request.
 *
 * An answer that doesn't come leaves open what was committed. Whoever asked asks again: what is there already is
 * answered as it is, and written once.
 */
export class DrupalLineWriter implements LineWriter {
  readonly #post: DrupalLineWriterOptions['post'];
  readonly #doubts: Doubts;

  constructor({ post, doubt }: DrupalLineWriterOptions) {
    this.#post = post;
    this.#doubts = new Doubts(doubt);
  }

  commit(wishes: readonly Wish[]): Promise<Committed> {
    return commitInGroups(wishes, (group) => this.#commit(group));
  }

  async #commit(group: readonly Wish[]): Promise<Committed> {
    try {
      const answer = await this.#ask(group);
      const outcomes = new Map<Wish, Outcome>();
      group.forEach((wish, place) => {
        const outcome = answer.outcomes[place];
        if (outcome) outcomes.set(wish, 'line' in outcome ? lineOf(outcome.line) : errorOf(outcome.error));
      });
      const news = new Map(
        answer.news.map(({ room, epoch, events }) => [
          room,
          events.map(({ seq, lines }) => ({ epoch, seq, lines: lines.map(lineOf) })),
        ]),
      );
      this.#doubts.settle(group);
      return { outcomes, news };
    } catch (cause) {
      this.#doubts.add(group);
      throw cause;
    }
  }

  async #ask(group: readonly Wish[]): Promise<Answer> {
    // The id makes each request another: the site takes one that was recorded no second time.
    const answer = await this.#post(path, { id: randomUUID(), wishes: group });
    if (Value.Check(answerSchema, answer) && answer.outcomes.length === group.length) return answer;
    throw new TypeError(`${path}: expected ${group.length} outcomes and news, got something else`);
  }
}

function lineOf({ row, reactions, files }: Static<typeof storedLine>): Line {
  return toLine(row, countReactions(reactions), files.map(toLineFile));
}

/** What Drupal refuses, in the words of a store; only what the site's own code says is said as it is. */
function errorOf({ code, message }: { readonly code: number; readonly message: string }): ChatError {
  switch (code) {
    case ChatErrorCode.unknownRoom:
      return unknownRoom();
    case ChatErrorCode.unknownLine:
      return unknownLine();
    case ChatErrorCode.tooManyReactions:
      return tooManyReactions();
    case ChatErrorCode.notAllowed:
      return notOwnLine();
    case ChatErrorCode.clientIdTaken:
      return clientIdTaken();
    case ChatErrorCode.unknownFile:
      return unknownFile();
    case ChatErrorCode.refusedBySite:
      return new ChatError(ChatErrorCode.refusedBySite, message || 'The site doesn’t take this line.');
    default:
      return storeUnavailable(new Error(`Drupal answered ${code} ${message}`));
  }
}
