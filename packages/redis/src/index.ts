import type { Engine, ServerOptions } from '@drupal-nodejs/server';
import { readOptions } from './options.ts';
import { RedisEngine, type RedisEngineParts } from './redis-engine.ts';

/** Makes the engine that a configuration with `engine.type` `redis` asks for. @throws StartError CONFIG_VALUE, ENGINE */
export async function createEngine(
  options: ServerOptions['engine'],
  parts: RedisEngineParts,
): Promise<Engine> {
  return new RedisEngine(await readOptions(options), parts);
}

export type { RedisEngineParts } from './redis-engine.ts';
