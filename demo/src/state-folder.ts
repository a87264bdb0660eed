import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DemoError } from './demo-error.ts';

/** The secrets that the parts of the demo share; fresh for each new state folder. */
export interface Secrets {
  /** Opens the push server's API. */
  readonly api: string;
  /** Signs the tokens of the token route. */
  readonly token: string;
  /** Shared by push server and Drupal half: callback tokens and callback requests. */
  readonly callback: string;
}

/** Where a demo keeps what survives its end: database, snapshot, secrets, the push server's config and log. */
export class StateFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Makes the folder, readable by nobody else, for it holds secrets. */
  async open(options: { fresh: boolean }): Promise<Secrets> {
    if (options.fresh) await rm(this.path, { recursive: true, force: true });
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await chmod(this.path, 0o700);
    return this.#secrets();
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Address of the site's database, in Drupal's own form. */
  get databaseUrl(): string {
    return `sqlite://localhost/${this.databaseFile}`;
  }

  get databaseFile(): string {
    return this.file('site.sqlite');
  }

  /** Writes a file that only its owner may read. */
  async writeSecret(name: string, content: string): Promise<string> {
    const path = this.file(name);
    await writeFile(path, content, { mode: 0o600 });
    // The mode above holds for a new file only.
    await chmod(path, 0o600);
    return path;
  }

  async #secrets(): Promise<Secrets> {
    const kept = await this.#read('secrets.json');
    if (kept !== undefined) return kept;
    const secret = (): string => randomBytes(32).toString('base64url');
    const secrets: Secrets = { api: secret(), token: secret(), callback: secret() };
    await this.writeSecret('secrets.json', `${JSON.stringify(secrets, null, 2)}\n`);
    return secrets;
  }

  async #read(name: string): Promise<Secrets | undefined> {
    let text: string;
    try {
      text = await readFile(this.file(name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      const { api, token, callback } = JSON.parse(text) as Partial<Secrets>;
      if (typeof api === 'string' && typeof token === 'string' && typeof callback === 'string')
        return { api, token, callback };
      throw new TypeError('a secret is missing');
    } catch (cause) {
      throw new DemoError('state-invalid', `${this.file(name)} is damaged; start once with --fresh`, {
        cause,
      });
    }
  }
}
