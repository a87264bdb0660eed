import { createHash, timingSafeEqual } from 'node:crypto';
import type { SiteOptions } from '../options.ts';
import type { Site } from '../site/site.ts';

interface Key {
  readonly digest: Buffer;
  readonly site: Site;
}

/** The API keys of all sites; a key decides whose channels a request acts on. */
export class ApiKeys {
  readonly #keys = new Map<Site, readonly Key[]>();

  /** Takes a site's keys, in place of those that it had. */
  set(site: Site, keys: SiteOptions['api']['keys']): void {
    this.#keys.set(
      site,
      keys.map(({ secret }) => ({ digest: digest(secret), site })),
    );
  }

  /** Returns the site of a key. Takes the same time whichever key it is, or none. */
  siteOf(secret: string): Site | undefined {
    const brought = digest(secret);
    return [...this.#keys.values()]
      .flat()
      .reduce<Site | undefined>(
        (found, key) => (timingSafeEqual(key.digest, brought) ? key.site : found),
        undefined,
      );
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
