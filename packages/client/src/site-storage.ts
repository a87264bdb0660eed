import { ClientError, type Report } from './client-error.ts';

/** The part of the browser's Storage that is used. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * What a tab, or the whole browser, keeps from page to page, for one site and one user.
 *
 * A browser that forbids or fills its storage is reported once; this page then goes on without, and the next
 * page starts anew.
 */
export class SiteStorage {
  readonly #prefix: string;
  readonly #storage: WebStorage | undefined;
  readonly #report: Report;
  #hasFailed = false;

  constructor(site: string, storage: WebStorage | undefined, report: Report) {
    this.#prefix = `nodejs:${site}:`;
    this.#storage = storage;
    this.#report = report;
  }

  /** Makes the kept things this user's: another user's are wiped first. */
  claim(user: string): void {
    if (this.get('user') === user) return;
    this.wipe();
    this.set('user', user);
  }

  /** Forgets everything of this site. */
  wipe(): void {
    this.#attempt((storage) => {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      for (const key of keys) {
        if (key?.startsWith(this.#prefix)) storage.removeItem(key);
      }
    });
  }

  get(key: string): string | undefined {
    return this.#attempt((storage) => storage.getItem(this.#prefix + key)) ?? undefined;
  }

  set(key: string, value: string): void {
    this.#attempt((storage) => storage.setItem(this.#prefix + key, value));
  }

  delete(key: string): void {
    this.#attempt((storage) => storage.removeItem(this.#prefix + key));
  }

  #attempt<T>(use: (storage: WebStorage) => T): T | undefined {
    if (this.#storage === undefined) return undefined;
    try {
      return use(this.#storage);
    } catch (cause) {
      if (!this.#hasFailed) {
        this.#hasFailed = true;
        this.#report(new ClientError('storage-unavailable', 'nothing is kept for the next page', { cause }));
      }
      return undefined;
    }
  }
}

/** One of the browser's storages, or nothing where there is none or the user forbids it. */
export function webStorage(kind: 'sessionStorage' | 'localStorage', report: Report): WebStorage | undefined {
  try {
    return (globalThis as { readonly [kind: string]: unknown })[kind] as WebStorage | undefined;
  } catch (cause) {
    report(new ClientError('storage-unavailable', `the browser forbids ${kind}`, { cause }));
    return undefined;
  }
}
