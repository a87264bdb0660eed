import { spawn } from 'node:child_process';

/**
 * Runs a command in a process group of its own, so that a time limit or Ctrl-C leaves nothing behind.
 *
 * Resolves with the exit code (124 after `limitMs`, 127 when the command isn't there) and, with
 * `capture: true`, what it printed. With `show: false` nothing reaches the terminal.
 */
export function run(command, args, { cwd, env, limitMs = 600_000, capture = false, show = true } = {}) {
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

    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      signalGroup(child.pid, 'SIGTERM');
      setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 5_000).unref();
    }, limitMs);
    let interrupted = false;
    const interrupt = (signal) => {
      interrupted = true;
      signalGroup(child.pid, signal);
    };
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);

    const finish = (code) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      // Who asked to stop doesn't want the next step either.
      if (interrupted) process.exit(130);
      resolve({ code: timedOut ? 124 : code, output: Buffer.concat(chunks).toString() });
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
