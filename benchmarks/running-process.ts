import { spawn } from 'node:child_process';
import { pinned } from './pinning.ts';

const startLimitMs = 20_000;

/** A server in a process of its own, ended when disposed of. */
export interface RunningProcess extends AsyncDisposable {
  readonly pid: number;
  /** What it printed when it began to listen. */
  readonly greeting: string;
}

/** Starts a server; resolves when it prints a line that matches. It is kept on a processor unless it is not to be. */
export async function startProcess(
  command: readonly string[],
  isReady: RegExp,
  isPinned = true,
): Promise<RunningProcess> {
  const [file = '', ...args] = isPinned ? pinned('server', command) : command;
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) {
      await ended;
    }
  };
  try {
    const greeting = await new Promise<string>((resolve, reject) => {
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (isReady.test(output)) {
          resolve(output);
        }
      });
      child.once('error', reject);
      const fail = (what: string) => (): void =>
        reject(new Error(`${command.join(' ')} ${what}: ${complaints}`));
      child.once('exit', fail('ended'));
      setTimeout(fail('did not begin to listen'), startLimitMs).unref();
    });
    return { pid: child.pid ?? 0, greeting, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
