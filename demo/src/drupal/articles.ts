import type { Site } from '@drupal-nodejs/drupal/install';
import type { PushApi } from '../push/push-api.ts';

/** Where pages hear of articles that were added or renamed. */
export const articlesChannel = 'content:articles';

/** Content of the site, as the list shows it. */
export interface Article {
  readonly nid: number;
  readonly title: string;
}

const shown = 8;

/** Nodes in Drupal's tables; each change is told to whoever shows the list. */
export class Articles {
  readonly #site: Site;
  readonly #api: PushApi;

  constructor(site: Site, api: PushApi) {
    this.#site = site;
    this.#api = api;
  }

  /** The newest, the latest first. */
  newest(): Promise<Article[]> {
    return this.#site.db
      .selectFrom('node_field_data')
      .select(['nid', 'title'])
      .where('type', '=', 'article')
      .orderBy('nid', 'desc')
      .limit(shown)
      .execute();
  }

  async add(title: string, uid: string): Promise<Article> {
    const nid = await this.#site.createNode({ type: 'article', title, uid: Number(uid) });
    return this.#tell({ nid, title });
  }

  /** Undefined when there is no such article. */
  async rename(nid: number, title: string): Promise<Article | undefined> {
    const { numUpdatedRows } = await this.#site.write((transaction) =>
      transaction
        .updateTable('node_field_data')
        .set({ title })
        .where('nid', '=', nid)
        .where('type', '=', 'article')
        .executeTakeFirstOrThrow(),
    );
    return numUpdatedRows === 0n ? undefined : this.#tell({ nid, title });
  }

  /** What is written stays written; pages that missed it read the table when they are back. */
  async #tell(article: Article): Promise<Article> {
    await this.#api.offer(articlesChannel, article);
    return article;
  }
}
