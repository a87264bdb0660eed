import { type DrupalTables, loadAccount } from '@drupal-nodejs/drupal';
import { type Kysely, sql } from 'kysely';
import type { ChatTables } from '../tables.ts';
import type { ChatPermission, People } from './people.ts';

const searchLimit = 8;

/** Accounts in Drupal's own tables. */
export class SitePeople implements People {
  readonly #db: Kysely<DrupalTables & ChatTables>;
  readonly #superUser: boolean;

  /** `superUser`: may user 1 do everything? */
  constructor(db: Kysely<DrupalTables & ChatTables>, superUser: boolean) {
    this.#db = db;
    this.#superUser = superUser;
  }

  async names(uids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const accounts = await Promise.all(uids.map((uid) => loadAccount(this.#db, uid)));
    return new Map(accounts.flatMap((account) => (account ? [[account.uid, account.name] as const] : [])));
  }

  search(start: string): Promise<readonly { readonly uid: number; readonly name: string }[]> {
    const pattern = `${start.replace(/[|%_]/g, '|$&')}%`;
    // SQLite in Node lacks the collation of Drupal's names, so the letters are compared as they are, A–Z apart.
    const name = sql<string>`lower(name)`;
    return this.#db
      .selectFrom('users_field_data')
      .select(['uid', 'name'])
      .where('default_langcode', '=', 1)
      .where('status', '=', 1)
      .where('uid', '>', 0)
      .where(sql<boolean>`${name} like lower(${pattern}) escape '|'`)
      .orderBy(name)
      .limit(searchLimit)
      .execute();
  }

  async may(uid: number, permission: ChatPermission): Promise<boolean> {
    return (await loadAccount(this.#db, uid, { superUser: this.#superUser }))?.can(permission) ?? false;
  }
}
