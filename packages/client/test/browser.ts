import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

/** The machine's Chromium, if it has one; CI must. */
export const chromiumPath = findChromium();

function findChromium(): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not there: the next one may be.
      }
    }
  }
  if (process.env.CI === 'true') throw new Error('Chromium is needed with CI=true: apt-get install chromium');
  console.warn('SKIPPED: browser tests of the client. Enable them with: apt-get install chromium');
  return undefined;
}

/** Starts a Chromium that asks nobody outside. */
export function launchBrowser(executablePath: string, options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    ...options,
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
