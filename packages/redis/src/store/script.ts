import { createHash } from 'node:crypto';

/** A Lua script, which Redis runs as one step. Its first argument is the generation of the Redis that runs it. */
export interface Script {
  readonly lua: string;
  readonly sha1: string;
}

export function script(lua: string): Script {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}
