import { retryConflicts } from '@drupal-nodejs/drupal';
import type { Kysely, Transaction } from 'kysely';
import type { RoomEvent } from '../../shared/answers.ts';
import { unknownRoom } from '../chat-error.ts';
import type { Change, Draft } from '../store.ts';
import type { ChatTables } from '../tables.ts';
import { Doubts } from './doubts.ts';
import { byRoom, type Committed, type LineWriter, type Outcome, type Wish } from './line-writer.ts';
import { PlainLines } from './plain-lines.ts';
import { RoomCommit } from './room-commit.ts';
import { commitInGroups } from './wish-groups.ts';

/** What a {@link SqlLineWriter} works with. */
export interface SqlLineWriterOptions {
  readonly db: Kysely<ChatTables>;
  /** Called for a room that may have lines, or changes of lines, that nobody was told of. @default nothing is done */
  readonly doubt?: (room: string) => void;
  /** The server's clock, milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/**
 * Writes lines into the tables itself, a group by one transaction.
 *
 * A COMMIT whose answer is lost may be done all the same, and one that is done may be another process's that ended
 * before it told. Either way whoever asked asks again and is told what is there already: then the room is in doubt.
 */
export class SqlLineWriter implements LineWriter {
  readonly #db: Kysely<ChatTables>;
  readonly #now: () => number;
  readonly #plain: PlainLines;
  readonly #doubts: Doubts;

  constructor({ db, doubt = () => undefined, now = Date.now }: SqlLineWriterOptions) {
    this.#db = db;
    this.#now = now;
    this.#plain = new PlainLines(db);
    this.#doubts = new Doubts(doubt);
  }

  commit(wishes: readonly Wish[]): Promise<Committed> {
    return commitInGroups(wishes, (group) => this.#commit(group));
  }

  async #commit(group: readonly Wish[]): Promise<Committed> {
    try {
      const committed = (await this.#append(group)) ?? (await retryConflicts(() => this.#transact(group)));
      this.#doubts.settle(group);
      return committed;
    } catch (cause) {
      this.#doubts.add(group);
      throw cause;
    }
  }

  /** Goes the short way; undefined where it leads nowhere. */
  async #append(group: readonly Wish[]): Promise<Committed | undefined> {
    if (!PlainLines.are(group)) return undefined;
    const committed = await this.#plain.append(group, this.#now());
    if (!committed) this.#doubts.add(group);
    return committed;
  }

  #transact(wishes: readonly Wish[]): Promise<Committed> {
    return this.#db.transaction().execute(async (transaction) => {
      const outcomes = new Map<Wish, Outcome>();
      const news = new Map<string, readonly RoomEvent[]>();
      for (const [room, group] of byRoom(wishes)) {
        news.set(room, await this.#commitTo(transaction, room, group, outcomes));
      }
      return { outcomes, news };
    });
  }

  async #commitTo(
    transaction: Transaction<ChatTables>,
    name: string,
    wishes: readonly Wish[],
    outcomes: Map<Wish, Outcome>,
  ): Promise<readonly RoomEvent[]> {
    const room = await RoomCommit.open(transaction, name, this.#now());
    if (!room) {
      for (const wish of wishes) outcomes.set(wish, unknownRoom());
      return [];
    }
    for (const run of runs(wishes)) {
      if ('deed' in run) outcomes.set(run, await room.change(run));
      else for (const [draft, outcome] of await room.append(run)) outcomes.set(draft, outcome);
    }
    if (room.isRepeated) this.#doubts.add(wishes);
    return await room.close();
  }
}

/** Drafts that follow each other, together; each change alone. */
function runs(wishes: readonly Wish[]): readonly (Draft[] | Change)[] {
  const all: (Draft[] | Change)[] = [];
  for (const wish of wishes) {
    const run = all.at(-1);
    if ('deed' in wish) all.push(wish);
    else if (Array.isArray(run)) run.push(wish);
    else all.push([wish]);
  }
  return all;
}
