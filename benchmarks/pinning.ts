import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Who runs on which processor: a generator on the server's would be measured with it. */
const processors = { server: '0', generator: '1' } as const;

/** Whether each can have a processor of its own. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** A command line that keeps a program on one processor, where the machine has two and `taskset`. */
export function pinned(role: keyof typeof processors, command: readonly string[]): readonly string[] {
  return canPin ? ['taskset', '-c', processors[role], ...command] : command;
}
