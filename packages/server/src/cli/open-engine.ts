import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import type { Engine } from '../engine/engine.ts';
import { StartError } from '../errors.ts';
import { readLimits } from '../limits.ts';
import type { ServerOptions } from '../options.ts';

/** Opens what keeps everything, where that isn't the server's own memory. @throws StartError ENGINE, CONFIG_VALUE */
export async function openEngine(
  { engine, limits }: ServerOptions,
  log: Logger,
): Promise<Engine | undefined> {
  if (engine.type === 'memory') {
    return undefined;
  }
  try {
    const { createEngine } = await import('@drupal-nodejs/redis');
    return await createEngine(engine, { clock: systemClock, limits: readLimits(limits), log });
  } catch (cause) {
    throw cause instanceof StartError
      ? cause
      : new StartError('ENGINE', `engine.type: ${(cause as Error).message}`, { cause });
  }
}

/** Says in a line where everything is kept, without the password that may stand in an address. */
export function describeEngine({ type, snapshot, mode, prefix, url }: ServerOptions['engine']): string {
  if (type === 'redis') {
    const hosts = url.split(',').map((text) => new URL(text.trim()).host);
    return `redis ${mode} ${hosts.join(', ')}, prefix ${prefix}`;
  }
  return `${type}, ${snapshot === '' ? 'no snapshot' : `snapshot ${snapshot}`}`;
}
