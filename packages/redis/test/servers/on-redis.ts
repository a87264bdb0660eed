import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/** Runs tests where a redis-server is installed; in CI it has to be. */
export function onRedis(name: string, tests: () => void): void {
  if (!isInstalled() && process.env.CI !== 'true') {
    it.skip(`${name} needs a Redis: apt-get install redis-server`, () => undefined);
    return;
  }
  describe(name, tests);
}

function isInstalled(): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'redis-server'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
