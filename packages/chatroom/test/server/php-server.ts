import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../php', import.meta.url));

/** Whether there is a PHP that can open these databases. */
export function hasPhp(extension: 'pdo_sqlite' | 'pdo_mysql' | 'pdo_pgsql'): boolean {
  return spawnSync('php', ['-r', `exit(extension_loaded('${extension}') ? 0 : 1);`]).status === 0;
}

/** A database as PHP opens it. */
type PhpDatabase = readonly [dsn: string, user: string, password: string, prefix: string];

/** PHP's own web server in front of the module's commit. */
export class PhpServer {
  readonly #process: ChildProcess;
  readonly #url: string;

  private constructor(process: ChildProcess, url: string) {
    this.#process = process;
    this.#url = url;
  }

  static async start(): Promise<PhpServer> {
    const child = spawn('php', ['-d', 'opcache.enable_cli=1', '-S', '127.0.0.1:0', '-t', folder]);
    let log = '';
    const url = new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`PHP did not start: ${log}`)));
      child.stderr.on('data', (chunk) => {
        log += chunk;
        const [, address] = /\((http:\S+)\) started/.exec(log) ?? [];
        if (address) resolve(address);
      });
    });
    return new PhpServer(child, await url);
  }

  /** Asks as the push server does; resolves with the answer's JSON. @param url the database in Drupal's form */
  async post(url: string, question: object): Promise<unknown> {
    const answer = await fetch(`${this.#url}/commit.php`, {
      method: 'POST',
      headers: { 'X-Database': JSON.stringify(databaseAt(url)), 'Content-Type': 'application/json' },
      body: JSON.stringify(question),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`PHP answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  }

  async stop(): Promise<void> {
    const exit = once(this.#process, 'exit');
    this.#process.kill();
    await exit;
  }
}

function databaseAt(url: string): PhpDatabase {
  const { protocol, port, pathname, username, password, hash } = new URL(url);
  const name = pathname.slice(1);
  if (protocol === 'sqlite:') return [`sqlite:${name}`, '', '', ''];
  // By number: PDO takes “localhost” for a socket. The character set is Drupal's.
  const dsn = `${protocol}host=127.0.0.1;port=${port};dbname=${name}${protocol === 'mysql:' ? ';charset=utf8mb4' : ''}`;
  return [dsn, username, decodeURIComponent(password), hash.slice(1)];
}
