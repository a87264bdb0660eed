import { type Account, type DrupalTables, loadAccount } from '@drupal-nodejs/drupal';
import type { Kysely } from 'kysely';

/** How long what is known of a connection's account holds. */
export interface ReviewOptions {
  /** May user 1 do everything? Drupal's `security.enable_super_user`. @default true */
  readonly superUser?: boolean;
  /** Milliseconds after which a block or a lost role is seen on an open connection at the latest. @default 10000 */
  readonly reviewMs?: number;
  /** Milliseconds that what was known still counts while nobody can say what holds now. @default 30000 */
  readonly graceMs?: number;
}

interface Known {
  /** Resolves with undefined for who is blocked or deleted; undefined itself: not read yet. */
  account: Promise<Account | undefined> | undefined;
  connections: number;
}

/**
 * The accounts of those who are connected and did something, by uid.
 *
 * Whose account is known costs no statement; all are looked at again together every `reviewMs`. Nothing is kept of
 * those who have gone.
 */
export class ConnectedAccounts {
  readonly graceMs: number;
  readonly #db: Kysely<DrupalTables>;
  readonly #superUser: boolean;
  readonly #reviewMs: number;
  readonly #uids = new Map<string, number>();
  readonly #known = new Map<number, Known>();
  #reviewedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    db: Kysely<DrupalTables>,
    { superUser = true, reviewMs = 10_000, graceMs = 30_000 }: ReviewOptions,
  ) {
    this.#db = db;
    this.#superUser = superUser;
    this.#reviewMs = reviewMs;
    this.graceMs = graceMs;
  }

  /** Looks at all of them again and again. @param after is told each time, and what kept it from looking */
  start(after: (error?: unknown) => void): void {
    this.#reviewedAt = performance.now();
    const round = async () => {
      try {
        await this.review();
        after();
      } catch (error) {
        after(error);
      }
      next();
    };
    const next = () => {
      this.#timer = setTimeout(round, this.#reviewMs);
      this.#timer.unref();
    };
    next();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /**
   * The account behind a connection; undefined for who is blocked or deleted.
   *
   * @throws DrupalError, and Error when the database could not be asked for longer than `graceMs`
   */
  async of(client: string, uid: number): Promise<Account | undefined> {
    const known = this.#enter(client, uid);
    if (performance.now() - this.#reviewedAt > this.#reviewMs + this.graceMs) {
      throw new Error('Drupal’s database could not be asked for too long: nobody can say who this is');
    }
    known.account ??= this.#load(uid);
    const account = known.account;
    try {
      return await account;
    } catch (error) {
      if (known.account === account) known.account = undefined;
      throw error;
    }
  }

  /** Is the connection still there? */
  has(client: string): boolean {
    return this.#uids.has(client);
  }

  /** A connection has gone. */
  leave(client: string): void {
    const uid = this.#uids.get(client);
    if (uid === undefined) return;
    this.#uids.delete(client);
    const known = this.#known.get(uid);
    if (known !== undefined && --known.connections === 0) this.#known.delete(uid);
  }

  /** Looks at all of them again, by some 1,000 in a statement. @throws DrupalError when that can't be done */
  async review(): Promise<void> {
    const startedAt = performance.now();
    const now = await Promise.all(
      [...this.#known].map(async ([uid, known]) => ({ known, account: await this.#load(uid) })),
    );
    for (const { known, account } of now) known.account = Promise.resolve(account);
    this.#reviewedAt = startedAt;
  }

  /** At once, so that who goes while the database is asked is counted off. */
  #enter(client: string, uid: number): Known {
    const known = this.#known.get(uid) ?? { account: undefined, connections: 0 };
    if (!this.#uids.has(client)) {
      this.#uids.set(client, uid);
      this.#known.set(uid, known);
      known.connections += 1;
    }
    return known;
  }

  async #load(uid: number): Promise<Account | undefined> {
    return await loadAccount(this.#db, uid, { superUser: this.#superUser });
  }
}
