import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, startDemo } from '../src/demo.ts';

/** Starts a demo of its own on free ports; whatever PHP the machine has. */
export async function startTestDemo(): Promise<{ demo: Demo; stop(): Promise<void> }> {
  // Signs that mean something in addresses and shells must not matter.
  const state = await mkdtemp(join(tmpdir(), "drupal nodejs %20 demo's-"));
  const demo = await startDemo({ state, anyPort: true });
  return {
    demo,
    async stop() {
      await demo.close();
      await rm(state, { recursive: true, force: true });
    },
  };
}
