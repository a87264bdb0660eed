import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../free-port.ts';
import { Hosts } from '../hosts.ts';
import { BrowserCast, findBrowser } from './browser-cast.ts';
import { DemoProcess } from './demo-process.ts';
import { SdkCast } from './sdk-cast.ts';
import { SiteClient } from './site-client.ts';
import { type Scene, story } from './story.ts';

/** What happened in one step. */
interface Played {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly via: 'browser' | 'sdk';
  readonly error?: string;
}

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
  const started = performance.now();
  const state = await mkdtemp(join(tmpdir(), 'drupal-nodejs-check-'));
  const [port = 0] = await freePorts(1, 0);
  const process = new DemoProcess([
    ...['--state', state, '--port', String(port)],
    ...(php === undefined ? [] : ['--php', php]),
  ]);
  const browser = sdk ? undefined : findBrowser();
  const report = { ok: false, steps: [] as Played[], php: '', browser: null as string | null, ms: 0 };
  const hosts = new Hosts(port);
  const site = new SiteClient(hosts.main);
  let cast: BrowserCast | SdkCast | undefined;
  try {
    const via = browser === undefined ? 'sdk' : 'browser';
    const printed = await play(report.steps, via, 'start', () => process.ready());
    if (printed !== undefined) {
      cast =
        browser === undefined ? new SdkCast(hosts) : await BrowserCast.start(browser, hosts, printed.address);
      if (cast instanceof BrowserCast) report.browser = cast.version;
      const { demo } = await site.get<{ demo: { php: { kind: string; version: string } } }>('/demo/settings');
      report.php = demo.php.kind;
      for (const scene of story({ cast, site, printed, process, stateFolder: state }))
        await playScene(report.steps, via, scene);
      if (cast instanceof BrowserCast && cast.errors.length > 0) {
        const error = cast.errors.join('; ');
        report.steps.push({ name: 'no error in any page', ok: false, ms: 0, via, error });
      }
    }
  } finally {
    await cast?.close();
    site.close();
    await process.end();
    await rm(state, { recursive: true, force: true });
  }
  report.ok = report.steps.every(({ ok }) => ok);
  report.ms = Math.round(performance.now() - started);
  console.log(JSON.stringify(report));
  return report.ok ? 0 : 1;
}

async function playScene(steps: Played[], via: 'browser' | 'sdk', scene: Scene): Promise<void> {
  // A step that a failed one made impossible would only add a page of time-outs.
  await play(steps, via, scene.name, scene.play);
}

async function play<T>(
  steps: Played[],
  via: 'browser' | 'sdk',
  name: string,
  act: () => Promise<T>,
): Promise<T | undefined> {
  const started = performance.now();
  const ms = (): number => Math.round(performance.now() - started);
  try {
    const result = await act();
    const more = name === 'start' || result === undefined ? {} : result;
    steps.push({ name, ok: true, ms: ms(), via, ...more });
    return result;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    steps.push({ name, ok: false, ms: ms(), via, error: reason });
    return undefined;
  }
}
