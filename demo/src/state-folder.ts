import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
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

/** Names the process that uses the folder. */
const lock = 'demo.pid';

/** Where a demo keeps what survives its end: database, snapshot, secrets, the push server's config and log. */
export class StateFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /**
   * Makes the folder, readable by nobody else, for it holds secrets.
   *
   * @throws DemoError `state-in-use` while another demo runs on it, `state-invalid` for one that can't be used
   */
  async open(options: { fresh: boolean }): Promise<Secrets> {
    await this.#requireUnused();
    try {
      if (options.fresh) await rm(this.path, { recursive: true, force: true });
      await mkdir(this.path, { recursive: true, mode: 0o700 });
      await chmod(this.path, 0o700);
      await writeFile(this.file(lock), String(process.pid));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new DemoError('state-invalid', `${this.path}: expected a folder to write to; ${reason}`, {
        cause,
      });
    }
    return this.#secrets();
  }

  /** Lets another demo use it. */
  async release(): Promise<void> {
    await rm(this.file(lock), { force: true });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Address of the site's database, in Drupal's own form. */
  get databaseUrl(): string {
    // As a URL has it: a folder's name may hold spaces and signs that mean something there.
    return `sqlite://localhost/${pathToFileURL(this.databaseFile).pathname}`;
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

  /** Writes the API's headers for `curl -H @FILE`, so that nobody pastes a key. */
  writeApiHeaders(secrets: Secrets): Promise<string> {
    return this.writeSecret('api-headers', `X-API-Key: ${secrets.api}\nContent-Type: application/json\n`);
  }

  /** Two demos on one database would take each other's push server away; a crashed one must not lock it for good. */
  async #requireUnused(): Promise<void> {
    const pid = Number(await this.#read(lock));
    if (pid > 0 && pid !== process.pid && isAlive(pid))
      throw new DemoError(
        'state-in-use',
        `${this.path} is used by process ${pid}, expected no other demo there; stop it or choose --state DIR`,
      );
  }

  async #secrets(): Promise<Secrets> {
    const text = await this.#read('secrets.json');
    if (text !== undefined) return this.#parse(text);
    const secret = (): string => randomBytes(32).toString('base64url');
    const secrets: Secrets = { api: secret(), token: secret(), callback: secret() };
    await this.writeSecret('secrets.json', `${JSON.stringify(secrets, null, 2)}\n`);
    return secrets;
  }

  #parse(text: string): Secrets {
    try {
      const { api, token, callback } = JSON.parse(text) as Partial<Secrets>;
      if (typeof api === 'string' && typeof token === 'string' && typeof callback === 'string')
        return { api, token, callback };
      throw new TypeError('a secret is missing');
    } catch (cause) {
      const file = this.file('secrets.json');
      throw new DemoError('state-invalid', `${file} is damaged; start once with --fresh`, { cause });
    }
  }

  async #read(name: string): Promise<string | undefined> {
    try {
      return await readFile(this.file(name), 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw error;
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
