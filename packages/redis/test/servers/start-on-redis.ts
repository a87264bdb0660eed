import { systemClock } from '../../../server/src/clock.ts';
import { readLimits } from '../../../server/src/limits.ts';
import {
  quiet,
  type RunningServer,
  startServer,
  testOptions,
  type Wishes,
} from '../../../server/test/running-server.ts';
import { createEngine } from '../../src/index.ts';

/** Starts a push server whose engine is a Redis. */
export async function startOnRedis(
  engine: { readonly url: string } & Readonly<Record<string, unknown>>,
  wishes: Wishes = {},
): Promise<RunningServer> {
  const all = { ...wishes, engine: { type: 'redis', prefix: 'test', ...engine } };
  const options = testOptions(all);
  return startServer(all, {
    engine: await createEngine(options.engine, {
      clock: systemClock,
      limits: readLimits(options.limits),
      log: quiet,
    }),
  });
}
