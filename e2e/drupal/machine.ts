import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ask, type TlsProxy } from '../../packages/server/test/proxies/proxy.ts';
import { ProcessGroup } from './process-group.ts';
import type { ThrowawaySite } from './throwaway-site.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '../..');

/** What a machine is made of. */
export interface MachineParts {
  readonly site: ThrowawaySite;
  /** nginx with TLS before it, whose snippet is empty at first. */
  readonly proxy: TlsProxy;
  /** Ports for the push server, instead of 8080 and 8081. */
  readonly ports: { readonly listen: number; readonly api: number };
}

/**
 * A machine as the quick starts know it, below a folder of its own: their blocks are typed there word for word.
 *
 * Only the first parts of paths and the site's address are exchanged. What would change this machine has a stand-in:
 * npm links this repository's packages, systemctl starts the line of the unit, Drush asks the site by PHP.
 */
export class Machine implements AsyncDisposable {
  readonly #parts: MachineParts;
  readonly #root: string;
  readonly #env: NodeJS.ProcessEnv;
  #folder: string;
  #server: ProcessGroup | undefined;

  private constructor(parts: MachineParts, root: string) {
    this.#parts = parts;
    this.#root = root;
    this.#folder = root;
    // A site of a real name has a certificate that Node knows.
    this.#env = { ...process.env, PATH: `${root}/bin:/usr/bin:/bin`, NODE_EXTRA_CA_CERTS: parts.proxy.ca };
  }

  static async prepare(parts: MachineParts): Promise<Machine> {
    const machine = new Machine(parts, await mkdtemp(join(tmpdir(), 'drupal-nodejs-machine-')));
    try {
      await machine.#furnish();
      return machine;
    } catch (error) {
      await machine[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Types a block into a shell, where the last one was left; returns what it printed. */
  async type(block: string): Promise<string> {
    const asked = join(this.#root, 'asked');
    const left = join(this.#root, 'left');
    await writeFile(asked, '');
    const script = `set -e\n${this.#here(block)}\npwd > ${left}`;
    const typed = run('bash', ['-c', script], { cwd: this.#folder, env: this.#env, timeout: 120_000 });
    const { stdout } = await typed.catch((error: Error & { stdout?: string; stderr?: string }) => {
      const said = `${error.stdout ?? ''}${error.stderr ?? ''}`.trim().split('\n').slice(-40).join('\n');
      throw new Error(`${block.trim()}\n${said}`, { cause: error });
    });
    this.#folder = (await readFile(left, 'utf8')).trim();
    for (const request of readFileSync(asked, 'utf8').split('\n').slice(0, -1)) await this.#control(request);
    return stdout;
  }

  /** Adds a line to the `server` block of the site. */
  async addToServerBlock(line: string): Promise<void> {
    const nginx = dirname(this.#parts.proxy.ca);
    await writeFile(
      join(nginx, 'snippet.conf'),
      line.replace('include ', `include ${this.#root}/etc/nginx/`),
    );
  }

  /** What the push server printed. */
  get output(): string {
    return this.#server?.output ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.stop();
    await rm(this.#root, { recursive: true, force: true });
  }

  /** What the page says, as it is called here. */
  #here(text: string): string {
    return text
      .replaceAll('https://example.com', this.#parts.proxy.url)
      .replaceAll(/(?<=^|[\s=:])\/(?=(opt|etc|var\/www|usr\/local\/src)\/)/gm, `${this.#root}/`)
      .replaceAll(/(?<=\s)\/var\/www(?=\s)/g, `${this.#root}/var/www`);
  }

  async #furnish(): Promise<void> {
    const { site } = this.#parts;
    const web = join(this.#root, 'var/www/web');
    const folders = ['bin', 'opt', 'etc/nginx/snippets', 'etc/systemd/system', 'usr/local/src'];
    for (const folder of [...folders, 'var/www/vendor/bin', 'var/www/web/sites']) {
      await mkdir(join(this.#root, folder), { recursive: true });
    }
    await symlink(repository, join(this.#root, 'usr/local/src/drupal-nodejs'));
    const docroot = dirname(dirname(site.directory));
    for (const name of ['core', 'vendor', 'autoload.php', 'index.php']) {
      await symlink(join(docroot, name), join(web, name));
    }
    await symlink(site.directory, join(web, 'sites/default'));
    await symlink(join(site.directory, 'modules'), join(web, 'modules'));
    await symlink(process.execPath, join(this.#root, 'bin/node'));
    await symlink(site.php, join(this.#root, 'bin/php'));
    for (const [file, text] of Object.entries(this.#standIns())) {
      await writeFile(join(this.#root, file), `#!/bin/bash\n${text}\n`);
      await chmod(join(this.#root, file), 0o755);
    }
  }

  #standIns(): Readonly<Record<string, string>> {
    const { site, proxy, ports } = this.#parts;
    const nginx = dirname(proxy.ca);
    const bin = join(repository, 'packages/server/bin/drupal-nodejs.js');
    const init = `--listen 127.0.0.1:${ports.listen} --api http://127.0.0.1:${ports.api}`;
    const question = site.commandOf('drush').map((word) => `'${word}'`);
    return {
      // Accounts belong to the machine, and here all is one's own.
      'bin/adduser': 'exit 0',
      'bin/chown': 'exit 0',
      'bin/systemctl': `echo "$*" >> ${this.#root}/asked`,
      'bin/nginx': `PATH=$PATH:/usr/sbin\nunset -f nginx\nexec /usr/sbin/nginx -p ${nginx} -c ${nginx}/nginx.conf -e ${nginx}/error.log "$@"`,
      // What the real one does is seen in scripts/pack.test.ts.
      'bin/npm': `[ "$1" = install ] || exit 0
for what in "$@"; do
  case "$what" in
    node-linux-*) mkdir -p node_modules/.bin; ln -sf ${process.execPath} node_modules/.bin/node ;;
    *drupal-nodejs-server-*.tgz) mkdir -p node_modules/.bin; ln -sf ${bin} node_modules/.bin/drupal-nodejs ;;
  esac
done`,
      'bin/npx': `[ "$2" = init ] && set -- "$@" ${init}
command="$1"; shift; exec "node_modules/.bin/$command" "$@"`,
      'var/www/vendor/bin/drush': `exec ${question.join(' ')} "$(php -r 'echo json_encode(array_slice($argv, 1));' -- "$@")"`,
    };
  }

  /** Does what systemctl was asked for. */
  async #control(request: string): Promise<void> {
    switch (request) {
      case 'reload nginx':
        await run(join(this.#root, 'bin/nginx'), ['-s', 'reload'], { env: this.#env });
        return this.#waitForSnippet();
      case 'restart drupal-nodejs':
        await this.#server?.stop();
        this.#server = await this.#serve();
        return;
      case 'enable --now drupal-nodejs':
        this.#server = await this.#serve();
        return;
      default:
        throw new Error(`no stand-in for systemctl ${request}`);
    }
  }

  /** nginx says nothing of when it is done: then nobody is behind the folder yet, who was the site before. */
  async #waitForSnippet(): Promise<void> {
    const { url, ca } = this.#parts.proxy;
    while ((await ask(`${url}/realtime/`, ca)).status !== 502);
  }

  /** Starts what the unit says. */
  #serve(): Promise<ProcessGroup> {
    const unit = this.#here(
      readFileSync(join(this.#root, 'etc/systemd/system/drupal-nodejs.service'), 'utf8'),
    );
    const values = (key: string) =>
      [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, it = '']) => it);
    const environment = values('Environment').map((it) => it.split(/=(.*)/s).slice(0, 2));
    const [command = '', ...args] = (values('ExecStart')[0] ?? '').split(' ');
    return ProcessGroup.start('the push server', [command, ...args], {
      cwd: this.#root,
      env: { NODE_EXTRA_CA_CERTS: this.#parts.proxy.ca, ...Object.fromEntries(environment) },
      ready: /ready/,
    });
  }
}
