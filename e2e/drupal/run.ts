// The modules on a real Drupal: `npm run test:drupal` starts this with the code base it found.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../../packages/client/test/browser.ts';
import type { Outcome } from './claims.ts';
import { writeEvidence } from './evidence.ts';
import { KernelTests } from './kernel-tests.ts';
import { modules, Stage } from './stage.ts';
import { stories } from './stories.ts';

/** Two stories at a time: most of one is waiting for a browser and for PHP's first pages. */
const lanes = Math.min(2, availableParallelism());

const { values } = parseArgs({
  options: {
    docroot: { type: 'string' },
    php: { type: 'string' },
    chromium: { type: 'string' },
    only: { type: 'string', multiple: true },
  },
});
const { docroot, php, chromium: executablePath, only } = values;
const unknown = only?.find((name) => !Object.hasOwn(stories, name));
if (unknown !== undefined) {
  throw new Error(`there is no story “${unknown}”; the stories are ${Object.keys(stories).join(', ')}`);
}
if (docroot === undefined || php === undefined || executablePath === undefined) {
  throw new Error('--docroot, --php and --chromium are needed; npm run test:drupal finds them');
}

const interruption = new AbortController();
const { signal } = interruption;
const browser = await launchBrowser(executablePath, {
  // It would end this process before the sites are removed.
  handleSIGINT: false,
  handleSIGTERM: false,
  handleSIGHUP: false,
});
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    interruption.abort();
    // Whoever waits for a page stops waiting, and clears up.
    void browser.close();
  });
}

try {
  process.exitCode = (await play({ docroot, php })) ? 0 : 1;
} catch (error) {
  if (!signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await browser.close();
}

/** Plays the stories that are asked for, or all with the kernel tests, and then writes the evidence. */
async function play(found: { readonly docroot: string; readonly php: string }): Promise<boolean> {
  const start = performance.now();
  const stage = await Stage.prepare({ ...found, browser, signal, isEvidence: only === undefined });
  const outcomes: Outcome[] = [];
  try {
    using kernelTests = only === undefined ? new KernelTests({ ...found, modules, signal }) : undefined;
    const ofStories = Object.entries(stories)
      .filter(([name]) => only === undefined || only.includes(name))
      .map(
        ([name, story]) =>
          () =>
            stage.play(name, story),
      );
    // The longest first, so that no lane waits for the other at the end.
    const [kernel = [], ...told] = await inLanes([async () => kernelTests?.play() ?? [], ...ofStories]);
    outcomes.push(...told.flat(), ...kernel, ...(await stage.end()));
  } finally {
    await stage.remove();
  }
  if (only === undefined) {
    const on = { ...stage.versions, browser: `Chromium ${browser.version()}`, node: process.versions.node };
    console.log(`\nWritten to ${writeEvidence(on, outcomes, stage.leftOut)}`);
  }
  const failed = outcomes.filter(({ ok }) => !ok).length;
  const seconds = Math.round((performance.now() - start) / 1_000);
  const without = stage.leftOut.map(
    ({ story, missing }) => `\nLEFT OUT: ${story}, for want of ${missing.join(', ')}`,
  );
  console.log(
    `\n${outcomes.length - failed} passed, ${failed} failed, 0 skipped\nin ${seconds} s${without.join('')}`,
  );
  return failed === 0;
}

/** Does everything, some of it at a time; gives the results in the order of the tasks. */
async function inLanes<Result>(tasks: readonly (() => Promise<Result>)[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  // Each lane takes the next one from the same row.
  const row = tasks.entries();
  const lane = async () => {
    for (const [index, task] of row) results[index] = await task();
  };
  // Nobody clears up before the last lane has.
  for (const ended of await Promise.allSettled(Array.from({ length: lanes }, lane))) {
    if (ended.status === 'rejected') throw ended.reason;
  }
  return results;
}
