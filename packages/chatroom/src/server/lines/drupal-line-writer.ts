import { randomUUID } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { RoomEvent } from '../../shared/answers.ts';
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
import { countReactions, toLine, toLineFile } from './line-row.ts';
import type { Committed, LineWriter, Outcome, Wish } from './line-writer.ts';

/** The module's route. */
const path = '/chatroom/-/commit';
/** Wishes that Drupal takes in one request. */
const wishLimit = 500;
/** Characters of one request: sites take at least 8 MB, a character may be 6 bytes of JSON. */
const sizeLimit = 1_000_000;

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
  readonly #doubt: DrupalLineWriterOptions['doubt'];
  /** Rooms of which an answer was lost. */
  readonly #doubtful = new Set<string>();

  constructor({ post, doubt }: DrupalLineWriterOptions) {
    this.#post = post;
    this.#doubt = doubt;
  }

  async commit(wishes: readonly Wish[]): Promise<Committed> {
    const outcomes = new Map<Wish, Outcome>();
    const news = new Map<string, RoomEvent[]>();
    for (const group of groupsOf(wishes)) {
      try {
        const answer = await this.#ask(group);
        group.forEach((wish, place) => {
          const outcome = answer.outcomes[place];
          if (outcome) outcomes.set(wish, 'line' in outcome ? lineOf(outcome.line) : errorOf(outcome.error));
        });
        for (const { room, epoch, events } of answer.news) {
          const told = events.map(({ seq, lines }) => ({ epoch, seq, lines: lines.map(lineOf) }));
          news.set(room, [...(news.get(room) ?? []), ...told]);
        }
        this.#answered(group);
      } catch (cause) {
        for (const { room } of group) this.#doubtful.add(room);
        // Some may be committed: each is told its own end. Nobody else is asked of a site that doesn't answer.
        for (const wish of wishes) if (!outcomes.has(wish)) outcomes.set(wish, storeUnavailable(cause));
        break;
      }
    }
    return { outcomes, news };
  }

  async #ask(group: readonly Wish[]): Promise<Answer> {
    // The id makes each request another: the site takes one that was recorded no second time.
    const answer = await this.#post(path, { id: randomUUID(), wishes: group });
    if (Value.Check(answerSchema, answer) && answer.outcomes.length === group.length) return answer;
    throw new TypeError(`${path}: expected ${group.length} outcomes and news, got something else`);
  }

  #answered(group: readonly Wish[]): void {
    for (const { room } of group) if (this.#doubtful.delete(room)) this.#doubt(room);
  }
}

/** Wishes in their order, in groups that one request can hold. */
function groupsOf(wishes: readonly Wish[]): readonly (readonly Wish[])[] {
  const groups: Wish[][] = [];
  let size = 0;
  for (const wish of wishes) {
    const length = sizeOf(wish);
    size += length;
    const group = groups.at(-1);
    if (group && group.length < wishLimit && size <= sizeLimit) group.push(wish);
    else {
      groups.push([wish]);
      size = length;
    }
  }
  return groups;
}

function sizeOf(wish: Wish): number {
  const said = 'deed' in wish ? (wish.deed.does === 'edit' ? wish.deed.text : undefined) : wish;
  return 500 + (said ? said.body.length + said.html.length : 0);
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
