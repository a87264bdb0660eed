import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoError } from '../demo-error.ts';
import { freePorts } from '../free-port.ts';
import { Hosts } from '../hosts.ts';
import { BrowserCast, findBrowser } from './browser-cast.ts';
import type { Cast } from './cast.ts';
import { DemoProcess } from './demo-process.ts';
import { Report } from './report.ts';
import { SdkCast } from './sdk-cast.ts';
import { SiteClient } from './site-client.ts';
import { story } from './story.ts';

/** How the story is to be played. */
export interface CheckOptions {
  readonly php?: 'native' | 'wasm' | undefined;
  /** Without the browser, even where there is one. */
  readonly sdk?: boolean;
}

/**
 * Plays the demo's story on ports and a state folder of its own, and prints one line of JSON.
 *
 * Returns the exit code: 0 when every step was as it should be.
 */
export async function check({ php, sdk = false }: CheckOptions): Promise<0 | 1> {
  const browser = sdk ? undefined : findBrowser();
  const report = new Report(browser === undefined ? 'sdk' : 'browser');
  const state = await mkdtemp(join(tmpdir(), 'drupal-nodejs-check-'));
  const [port = 0] = await freePorts(1, 0);
  const hosts = new Hosts(port);
  const site = new SiteClient(hosts.main);
  const choice = php === undefined ? [] : ['--php', php];
  const process = new DemoProcess(['--state', state, '--port', String(port), ...choice]);
  const about = { php: '', browser: null as string | null };
  let cast: Cast | undefined;
  try {
    const printed = await report.play('start', () => process.ready());
    if (printed !== undefined) {
      about.php = (await site.get<About>('/demo/settings')).demo.php.kind;
      cast = await report.play('cast', () => assemble(browser, hosts, printed.address));
    }
    if (printed !== undefined && cast !== undefined) {
      if (cast instanceof BrowserCast) about.browser = cast.version;
      for (const { name, play } of story({ cast, site, printed, process, stateFolder: state }))
        await report.play(name, play, (found) => found ?? {});
      await report.play('no page complained', async () => {
        const errors = cast instanceof BrowserCast ? cast.errors : [];
        if (errors.length > 0) throw new DemoError('check-failed', errors.join('; '));
      });
    }
  } finally {
    await cast?.close();
    site.close();
    await process.end();
    await rm(state, { recursive: true, force: true });
  }
  console.log(report.line(about));
  return report.ok ? 0 : 1;
}

/** The part of the main page's settings that the report repeats. */
interface About {
  readonly demo: { readonly php: { readonly kind: string } };
}

async function assemble(browser: string | undefined, hosts: Hosts, address: string): Promise<Cast> {
  return browser === undefined ? new SdkCast(hosts) : BrowserCast.start(browser, hosts, address);
}
