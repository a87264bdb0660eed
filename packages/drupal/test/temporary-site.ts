import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDrupal, type Drupal, type DrupalOptions } from '@drupal-nodejs/drupal';
import { installSite, type NewUser, type Site } from '@drupal-nodejs/drupal/install';
import { onTestFinished } from 'vitest';

export const BASE_URL = 'https://example.com';
export const HASH_SALT = 'salt of settings.php';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** An empty place for a site. */
export interface SitePlace {
  readonly url: string;
  drop(): Promise<void>;
}

async function placeInFile(): Promise<SitePlace> {
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-'));
  return {
    url: `sqlite://localhost/${join(folder, 'site.sqlite')}`,
    drop: async () => rmSync(folder, { recursive: true }),
  };
}

let newPlace: () => Promise<SitePlace> = placeInFile;

/** From now on sites are installed where this says, instead of in files. */
export function installSitesIn(place: () => Promise<SitePlace>): void {
  newPlace = place;
}

/** Where the next site is to be. */
export function nextPlace(): Promise<SitePlace> {
  return newPlace();
}

/** A Drupal database in a real file or server, and Drupal as Node sees it; both are closed after the test. */
export class TemporarySite {
  readonly url: string;
  readonly site: Site;
  readonly drupal: Drupal;

  private constructor(url: string, site: Site, drupal: Drupal) {
    this.url = url;
    this.site = site;
    this.drupal = drupal;
  }

  static async install(options: Partial<DrupalOptions> = {}): Promise<TemporarySite> {
    const { url, drop } = await newPlace();
    const site = await installSite(url);
    const drupal = await createDrupal({
      database: url,
      baseUrl: BASE_URL,
      hashSalt: HASH_SALT,
      rolesMaxAgeMs: 0,
      ...options,
    });
    onTestFinished(async () => {
      await drupal.close();
      await site.close();
      await drop();
    });
    // User 1 may do everything; tests about anyone else should not meet it by accident.
    await site.createUser({ name: 'admin', passwordHash: '' });
    return new TemporarySite(url, site, drupal);
  }

  async createUser(name: string, user: Partial<NewUser> = {}): Promise<number> {
    return await this.site.createUser({ name, passwordHash: '', ...user });
  }

  /** Logs a user in and returns the headers of the browser's next requests. */
  async logIn(uid: number, timestamp?: number): Promise<{ cookie: string }> {
    const { cookieValue } = await this.site.createSession(
      timestamp === undefined ? { uid } : { uid, timestamp },
    );
    return this.headers(cookieValue);
  }

  headers(cookieValue: string): { cookie: string } {
    return { cookie: `${this.drupal.cookieName}=${encodeURIComponent(cookieValue)}` };
  }
}
