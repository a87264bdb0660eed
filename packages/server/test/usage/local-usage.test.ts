import { LocalUsage } from '../../src/usage/local-usage.ts';
import { usageSuite } from './usage-suite.ts';

usageSuite('LocalUsage', async () => {
  const told: string[] = [];
  const usage = new LocalUsage({
    began: (key) => told.push(`+${key}`),
    ended: (key) => told.push(`-${key}`),
  });
  return { usage, told: async () => told };
});
