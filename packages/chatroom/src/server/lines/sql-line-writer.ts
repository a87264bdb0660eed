import { retryConflicts } from '@drupal-nodejs/drupal';
import type { Kysely, Transaction } from 'kysely';
import type { RoomEvent } from '../../shared/answers.ts';
import { unknownRoom } from '../chat-error.ts';
import type { Change, Draft } from '../store.ts';
import type { ChatTables } from '../tables.ts';
import { byRoom, type Committed, type LineWriter, type Outcome, type Wish } from './line-writer.ts';
import { PlainLines } from './plain-lines.ts';
import { RoomCommit } from './room-commit.ts';
import { commitInGroups } from './wish-groups.ts';

/** Writes lines into the tables itself, a group by one transaction. */
export class SqlLineWriter implements LineWriter {
  readonly #db: Kysely<ChatTables>;
  readonly #now: () => number;
  readonly #plain: PlainLines;

  /** `now` is the server's clock in milliseconds since 1970. */
  constructor(db: Kysely<ChatTables>, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
    this.#plain = new PlainLines(db);
  }

  commit(wishes: readonly Wish[]): Promise<Committed> {
    return commitInGroups(wishes, (group) => this.#commit(group));
  }

  async #commit(wishes: readonly Wish[]): Promise<Committed> {
    const plain = PlainLines.are(wishes) ? await this.#plain.append(wishes, this.#now()) : undefined;
    return plain ?? (await retryConflicts(() => this.#transact(wishes)));
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
