import type { Kysely } from 'kysely';
import { hasTable, isMissingTable, statement } from '../database/statement.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';

/** What a watch tells, and how often it looks. */
export interface CacheTagWatchOptions {
  /** Is told of the tags that were invalidated, some of them perhaps in vain. */
  readonly changed: (tags: readonly string[]) => void;
  /** Is told when the database can't be asked; what changed meanwhile is told when it can. */
  readonly failed?: (error: unknown) => void;
  /** Milliseconds between two looks. @default 1000 */
  readonly intervalMs?: number;
}

interface Counters {
  readonly byTag: ReadonlyMap<string, number>;
  /** Of all tags of the site. It only grows, unless Drupal empties the table. */
  readonly sum: number;
}

/**
 * Watches Drupal's cache tags, such as `node:7`, `node_list` or `config:system.site`, by their counters.
 *
 * From 11.2 on a full rebuild of caches empties the table, after which a counter may come to where it was: so when
 * the sum of all falls, every tag counts as changed. Sites that keep counters elsewhere (Redis) are told of nothing;
 * `diagnose()` says so.
 */
export class CacheTagWatch {
  readonly #db: Kysely<DrupalTables>;
  readonly #tags: readonly string[];
  readonly #options: CacheTagWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #known: Counters | undefined;
  #looking: Promise<void> | undefined;

  /** Begins at once; an open watch keeps no process alive. */
  constructor(db: Kysely<DrupalTables>, tags: readonly string[], options: CacheTagWatchOptions) {
    this.#db = db;
    this.#tags = [...new Set(tags)];
    this.#options = options;
    this.#timer = setInterval(() => void this.look(), options.intervalMs ?? 1000).unref();
    void this.look();
  }

  /** Looks now; resolves when what changed was told. */
  async look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    let now: Counters;
    try {
      now = await this.#read();
    } catch (error) {
      this.#options.failed?.(error);
      return;
    }
    const before = this.#known;
    this.#known = now;
    if (before === undefined) return;
    const wasEmptied = now.sum < before.sum;
    const changed = this.#tags.filter((tag) => wasEmptied || now.byTag.get(tag) !== before.byTag.get(tag));
    if (changed.length > 0) this.#options.changed(changed);
  }

  async #read(): Promise<Counters> {
    try {
      const [rows, { sum }] = await statement('cache tags', () =>
        Promise.all([
          this.#db
            .selectFrom('cachetags')
            .where('tag', 'in', [...this.#tags, ''])
            .select(['tag', 'invalidations'])
            .execute(),
          this.#db
            .selectFrom('cachetags')
            .select(({ fn }) => fn.sum<number | string | null>('invalidations').as('sum'))
            .executeTakeFirstOrThrow(),
        ]),
      );
      return {
        byTag: new Map(rows.map(({ tag, invalidations }) => [tag, invalidations])),
        sum: Number(sum ?? 0),
      };
    } catch (error) {
      // Drupal makes the table at the first invalidation.
      if (isMissingTable(error) && !(await hasTable(this.#db, 'cachetags')))
        return { byTag: new Map(), sum: 0 };
      throw error;
    }
  }
}
