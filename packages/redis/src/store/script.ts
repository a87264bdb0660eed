import { createHash } from 'node:crypto';

/** A Lua script, which Redis runs as one step. Its first argument is the generation of the Redis that runs it. */
export interface Script {
  readonly lua: string;
  readonly sha1: string;
}

const all: Script[] = [];

export function script(lua: string): Script {
  const made = { lua, sha1: createHash('sha1').update(lua).digest('hex') };
  all.push(made);
  return made;
}

/** Every script that there is: a link loads them before it is used, so that none comes later than what follows it. */
export const scripts = (): readonly Script[] => all;
