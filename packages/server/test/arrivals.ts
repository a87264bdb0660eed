import { fileURLToPath } from 'node:url';
import type { Plugin } from '../src/index.ts';
import type { ServeProcess } from './serve-process.ts';

/** For the configuration: has a server note when it let each client in, by its own clock. */
export const arrivals = { module: fileURLToPath(import.meta.url) };

export function createPlugin(): Plugin {
  const times: number[] = [];
  return {
    name: 'arrivals',
    methods: {},
    async connect() {
      times.push(performance.now());
      return undefined;
    },
    calls: { times: async () => ({ times }) },
  };
}

/** When the server let clients in since its start, in milliseconds. */
export async function arrivalsAt(server: ServeProcess): Promise<readonly number[]> {
  const { result } = (await (await server.call('arrivals.times', {})).json()) as {
    result: { times: number[] };
  };
  return result.times;
}

/** The most that were let in within a second. */
export function mostInOneSecond(times: readonly number[]): number {
  return Math.max(0, ...times.map((from, n) => times.slice(n).filter((at) => at < from + 1_000).length));
}
