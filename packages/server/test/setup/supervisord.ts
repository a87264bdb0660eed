import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { renderSetup } from '../../src/setup/render.ts';
import { change } from '../proxies/proxy.ts';
import { command } from '../serve-process.ts';

/** Debian's supervisord with the shipped program, in a folder of its own. */
export class Supervisord implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #config: string;

  private constructor(process: ChildProcess, config: string) {
    this.#process = process;
    this.#config = config;
  }

  /**
   * Starts it; resolves when the program runs.
   *
   * @param told - hears what supervisord says
   * @param startSeconds - time after which a program is said to run: longer where a slow end must not count as a start
   * @throws Error when supervisord gives up
   */
  static async start(
    folder: string,
    config: string,
    told: (text: string) => void = () => undefined,
    startSeconds = 2,
  ): Promise<Supervisord> {
    const program = renderSetup('supervisor.conf', {
      host: 'example.com',
      path: '/',
      listen: '127.0.0.1:0',
      apiListen: '127.0.0.1:0',
      folder,
      config,
      user: userInfo().username,
      version: '',
    });
    await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
    await symlink(command, join(folder, 'node_modules/.bin/drupal-nodejs'));
    const file = join(folder, 'supervisord.conf');
    const socket = join(folder, 'supervisor.sock');
    await writeFile(
      file,
      `[unix_http_server]
file=${socket}
[supervisord]
nodaemon=true
logfile=${join(folder, 'supervisord.log')}
pidfile=${join(folder, 'supervisord.pid')}
user=${userInfo().username}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://${socket}
${change(
  program,
  ['/var/lib/drupal-nodejs', folder],
  ['/var/log/drupal-nodejs', folder],
  ['maxbytes=10MB', 'maxbytes=1KB'],
  ['startsecs=2', `startsecs=${startSeconds}`],
)}`,
    );
    const child = spawn('supervisord', ['-c', file], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    const supervisord = new Supervisord(child, file);
    child.stdout.setEncoding('utf8').on('data', told);
    for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
      if (String(text).includes('entered RUNNING state')) {
        break;
      }
      if (String(text).includes('entered FATAL state')) {
        await supervisord[Symbol.asyncDispose]();
        throw new Error('supervisord gave up');
      }
    }
    return supervisord;
  }

  /** Runs `supervisorctl`; returns what it prints. */
  async control(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('supervisorctl', ['-c', this.#config, ...args]);
    return stdout;
  }

  /** Process id of the program. */
  async pid(): Promise<number> {
    return Number(await this.control('pid', 'drupal-nodejs'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await gone;
  }
}
