import { defineConfig } from 'vitest/config';

// Workspace packages are read from their sources; the rest are vite's own server conditions.
const conditions = ['source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['source', 'node'] } },
  test: {
    include: ['{packages/*,demo,benchmarks}/test/**/*.test.ts', '{e2e,scripts}/**/*.test.ts'],
    // Processes, not threads: tests listen, use node:sqlite and send signals.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
  },
});
