/** What a tab or the whole browser keeps from page to page; where that is forbidden or full, this page alone. */
export class BrowserStorage {
  readonly #kind: 'localStorage' | 'sessionStorage';
  /** What the browser wouldn't take. */
  readonly #here = new Map<string, string>();

  constructor(kind: 'localStorage' | 'sessionStorage') {
    this.#kind = kind;
  }

  get(key: string): string | null {
    return this.#here.get(key) ?? this.#attempt((storage) => storage.getItem(key)) ?? null;
  }

  set(key: string, value: string): void {
    this.#here.set(key, value);
    this.#attempt((storage) => {
      storage.setItem(key, value);
      this.#here.delete(key);
    });
  }

  delete(key: string): void {
    this.#here.delete(key);
    this.#attempt((storage) => storage.removeItem(key));
  }

  #attempt<T>(use: (storage: Storage) => T): T | undefined {
    try {
      // With site data blocked the very name throws.
      return use(window[this.#kind]);
    } catch {
      return undefined;
    }
  }
}

/** What a tab keeps. */
export const tabStorage = new BrowserStorage('sessionStorage');

/** What all tabs of a browser keep. */
export const sharedStorage = new BrowserStorage('localStorage');
