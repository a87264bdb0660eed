import { createHash, timingSafeEqual } from 'node:crypto';
import type { ServerOptions } from '../options.ts';
import type { Site } from '../site.ts';

/** The API keys of all sites; a key decides whose channels a request acts on. */
export class ApiKeys {
  readonly #keys: { readonly digest: Buffer; readonly site: Site }[] = [];

  add(site: Site, keys: ServerOptions['api']['keys']): void {
    this.#keys.push(...keys.map(({ secret }) => ({ digest: digest(secret), site })));
  }

  /** Returns the site of a key. Takes the same time whichever key it is, or none. */
  siteOf(secret: string): Site | undefined {
    const brought = digest(secret);
    return this.#keys.reduce<Site | undefined>(
      (found, key) => (timingSafeEqual(key.digest, brought) ? key.site : found),
      undefined,
    );
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
