import type { RedisConnection } from './redis-server.ts';

/** Resolves when the answer to a command, read as text, has a sign in it. */
export async function until(own: RedisConnection, command: readonly string[], sign: RegExp): Promise<void> {
  while (!sign.test(flat(await own.send(...command)))) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function flat(reply: unknown): string {
  return Array.isArray(reply)
    ? reply.map(flat).join(',')
    : typeof reply === 'object' && reply !== null
      ? Object.entries(reply).flat().map(flat).join(',')
      : String(reply);
}
