import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppOptions, createApp, type DrupalApp } from '@drupal-nodejs/app';
import { installSite, type Site } from '@drupal-nodejs/drupal/install';
import { onTestFinished } from 'vitest';
import { DrupalDouble } from './drupal-double.ts';

export const baseUrl = 'https://example.com';

/** A served app. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** How a framework serves an app with the routes of the suite. */
export type Serve = (app: DrupalApp) => Promise<Served>;

/** A Drupal with Alice, who is an editor, and an app on it. */
export class AppSite {
  readonly site: Site;
  readonly database: string;
  readonly double: DrupalDouble;
  readonly app: DrupalApp;
  readonly url: string;
  readonly alice: number;

  private constructor(parts: Pick<AppSite, 'site' | 'database' | 'double' | 'app' | 'url' | 'alice'>) {
    ({ site: this.site, database: this.database, double: this.double, app: this.app } = parts);
    ({ url: this.url, alice: this.alice } = parts);
  }

  static async start(serve: Serve, options: Partial<AppOptions> = {}): Promise<AppSite> {
    const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-'));
    const database = `sqlite://localhost/${join(folder, 'site.sqlite')}`;
    const site = await installSite(database);
    const double = await DrupalDouble.start(site);
    const app = await createApp({
      database,
      baseUrl,
      hashSalt: 'salt of settings.php',
      rolesMaxAgeMs: 0,
      url: double.url,
      ...options,
    });
    double.drupal = app.drupal;
    const served = await serve(app);
    onTestFinished(async () => {
      await served.close();
      await double.close();
      await site.close();
      rmSync(folder, { recursive: true });
    });
    await site.createUser({ name: 'admin', passwordHash: '' });
    await site.createRole({ id: 'editor', label: 'Editor', permissions: ['edit any page'] });
    const alice = await site.createUser({ name: 'Alice', passwordHash: '', roles: ['editor'] });
    double.passwords.set('Alice', { uid: alice, pass: 'wonderland' });
    return new AppSite({ site, database, double, app, url: served.url, alice });
  }

  /** Headers of a browser that is logged in. */
  async logIn(uid: number): Promise<{ cookie: string }> {
    const { cookieValue } = await this.site.createSession({ uid });
    return { cookie: `${this.app.drupal.cookieName}=${encodeURIComponent(cookieValue)}` };
  }

  /** As Drupal has a session before anything asked for a token. */
  async logInWithoutSeed(uid: number): Promise<{ cookie: string }> {
    const headers = await this.logIn(uid);
    const session = Buffer.from(`_sf2_attributes|a:1:{s:3:"uid";s:${String(uid).length}:"${uid}";}`);
    await this.site.db.updateTable('sessions').set({ session }).execute();
    return headers;
  }

  /** The database's file. */
  get file(): string {
    return this.database.replace('sqlite://localhost/', '');
  }

  async ask(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; body: unknown; headers: Headers }> {
    const { status, headers, text } = await this.#fetch(path, init);
    return { status, headers, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
  }

  async #fetch(path: string, init: RequestInit) {
    const response = await fetch(`${this.url}${path}`, { redirect: 'manual', ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }
}
