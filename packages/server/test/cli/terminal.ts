import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { command } from '../serve-process.ts';

/** What a person types when the terminal shows something: the text that is waited for, and the answer. */
export type Answer = readonly [shown: string, typed: string];

/**
 * Runs a command on a pseudo terminal, as a person would who answers what it asks.
 *
 * `script` of util-linux makes the terminal; it echoes what is typed, and ends with the command's exit code.
 */
export async function runOnTerminal(
  args: readonly string[],
  answers: readonly Answer[],
): Promise<{ readonly code: number; readonly shown: string }> {
  const line = [process.execPath, command, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const child = spawn('script', ['--quiet', '--return', '--command', line.join(' '), '/dev/null'], {
    env: { ...process.env, TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let open = [...answers];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const [next] = open;
    if (next !== undefined && shown.includes(next[0])) {
      open = open.slice(1);
      child.stdin.write(`${next[1]}\r`);
    }
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, shown: shown.replaceAll('\r\n', '\n') };
}
