import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** How long a command whose result is there may take to end. */
const lingerMs = 30_000;

/**
 * Runs a command in a process group of its own, so that a time limit or Ctrl-C leaves nothing behind.
 *
 * Resolves with the exit code (124 after `limitMs`, 127 when the command isn't there) and, with
 * `capture: true`, what it printed. With `show: false` nothing reaches the terminal. A command that has written the file
 * `result` and doesn't end, because something that it started outlives it, is ended and has `lingered`.
 */
export function run(
  command,
  args,
  { cwd, env, limitMs = 600_000, capture = false, show = true, result } = {},
) {
  const piped = capture || !show;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', piped ? 'pipe' : 'inherit', piped ? 'pipe' : 'inherit'],
    });
    const chunks = [];
    const take = (stream) => (chunk) => {
      chunks.push(chunk);
      if (show) stream.write(chunk);
    };
    child.stdout?.on('data', take(process.stdout));
    child.stderr?.on('data', take(process.stderr));

    const end = () => {
      signalGroup(child.pid, 'SIGTERM');
      setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 5_000).unref();
    };
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, limitMs);
    let lingered = false;
    let since;
    const look = setInterval(() => {
      if (result === undefined || !existsSync(result)) return;
      since ??= Date.now();
      if (!lingered && Date.now() - since > lingerMs) {
        lingered = true;
        end();
      }
    }, 1_000);
    let interrupted = false;
    const interrupt = (signal) => {
      interrupted = true;
      signalGroup(child.pid, signal);
    };
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);

    const finish = (code) => {
      clearTimeout(timer);
      clearInterval(look);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      // Who asked to stop doesn't want the next step either.
      if (interrupted) process.exit(130);
      resolve({ code: timedOut ? 124 : code, lingered, output: Buffer.concat(chunks).toString() });
    };
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      finish(127);
    });
    // A grandchild that outlives its parent would hold the pipes open: end the group, then read the rest.
    child.on('exit', () => signalGroup(child.pid, 'SIGKILL'));
    child.on('close', (code, signal) => finish(code ?? (signal ? 1 : 0)));
  });
}

function signalGroup(pid, signal) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
