import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DemoError } from '../demo-error.ts';
import { Inbox } from './inbox.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const startLimitMs = 30_000;
const stopLimitMs = 15_000;

/** What the demo printed at its start. */
export interface Printed {
  readonly address: string;
  readonly npx: string;
  readonly curl: string;
}

/** The demo as people start it: a process of its own, known by what it prints. */
export class DemoProcess {
  readonly #child: ChildProcess;
  readonly #lines = new Inbox<string>();
  readonly #ended: Promise<number | null>;

  constructor(args: readonly string[]) {
    const node = ['--conditions=source', '--disable-warning=ExperimentalWarning', main];
    // The channel tells it of our end, should that be a sudden one.
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe', 'ipc'];
    this.#child = spawn(process.execPath, [...node, ...args], { stdio });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) this.#lines.add(line);
      });
    }
    this.#ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
  }

  get output(): readonly string[] {
    return this.#lines.all;
  }

  /** Resolves when the block has been printed; rejects with the demo's own words when it ends before. */
  async ready(): Promise<Printed> {
    const started = this.#lines.until(
      'the demo to print its block',
      (lines) => (lines.some((line) => line.includes('Ctrl-C')) ? lines.join('\n') : undefined),
      startLimitMs,
    );
    const failed = this.#ended.then((code) => {
      throw new DemoError('check-failed', `the demo ended with ${code}: ${this.output.join(' ').trim()}`);
    });
    const text = await Promise.race([started, failed]);
    const found = (pattern: RegExp): string => pattern.exec(text)?.[0].trim() ?? '';
    return {
      address: found(/http:\/\/demo\.localhost:\d+\/\?key=\S+/),
      npx: found(/^ *npx .*$/m),
      curl: found(/^ *curl .*$/m),
    };
  }

  /** Ctrl-C; resolves with the exit code, and the processes that it left behind. */
  async interrupt(): Promise<{ code: number | null; left: readonly number[] }> {
    const children = await childrenOf(this.#child.pid ?? 0);
    this.#child.kill('SIGINT');
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), stopLimitMs);
    const code = await this.#ended;
    clearTimeout(patience);
    return { code, left: children.filter(isAlive) };
  }

  /** kill -9; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Ends it whatever state it is in. */
  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.interrupt();
  }
}

/** The processes that a process has started, as Linux lists them; elsewhere none are known. */
async function childrenOf(pid: number): Promise<number[]> {
  try {
    const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return list
      .split(' ')
      .map(Number)
      .filter((child) => child > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
