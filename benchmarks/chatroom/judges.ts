import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order, Verdict } from './judge-process.ts';

/** Readers by the official SDK, in a process of their own. */
export interface Judges extends AsyncDisposable {
  readonly pid: number;
  /** From now on anew. */
  forget(): Promise<void>;
  /** What they saw; resolves when each of them has the line, or after the time. */
  until(seq: number, limitMs: number): Promise<Verdict>;
}

export async function openJudges(port: number, tokens: readonly string[]): Promise<Judges> {
  const child = fork(fileURLToPath(new URL('judge-process.ts', import.meta.url)), {
    execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  });
  const exit = once(child, 'exit');
  const give = async (order: Order): Promise<Verdict> => {
    const answer = once(child, 'message');
    child.send(order);
    const [verdict] = await Promise.race([
      answer,
      exit.then(() => {
        throw new Error('the judges ended');
      }),
    ]);
    return verdict as Verdict;
  };
  await give({ order: 'open', port, tokens });
  return {
    pid: child.pid ?? 0,
    forget: async () => {
      await give({ order: 'forget' });
    },
    until: (seq, limitMs) => give({ order: 'until', seq, limitMs }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
