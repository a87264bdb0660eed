import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters, styleText } from 'node:util';
import { loadOptions } from '../configuration/load-options.ts';
import type { Leg } from '../doctor/leg.ts';
import { type ServerOptions, type SiteOptions, sitesOf } from '../options.ts';
import { chooseSite } from './choose-site.ts';
import { type Command, readArguments } from './command.ts';
import { drupalLegs } from './drupal-legs.ts';
import { UsageError } from './usage-error.ts';

/** Tries every way between browsers, server and Drupal, and names the remedy for what fails. */
export const doctor: Command = {
  usage: '[--url ADDRESS] [--quick] [--json] [--help for more]',
  summary: 'try every way on which a message may get stuck, and name the remedy',
  details: `To be run where the server runs, with its configuration. Nothing is changed but what the site's status report says
of it; nothing it prints is secret.
It ends with 0 when all that was tried works, else with 1.

  --url ADDRESS   the push server's address for browsers (Drupal's public_url, or publicPath)
  --ca FILE       certificates to trust, for a site whose own isn't signed by a known authority
  --quick         don't wait for the server's ping (limits.ping, 25s): then short time-outs of a proxy stay unseen
  --json          one line of JSON: {"ok", "legs": [{"name", "state", "found", "code", "remedy"}]}

  drupal-nodejs doctor --config /etc/drupal-nodejs.json`,

  async run(args) {
    const {
      config,
      site: siteName,
      flags,
    } = readArguments(args, {
      url: { type: 'string' },
      ca: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    });
    const url = readAddress(flags.url);
    const options = await loadOptions({ file: config, env: process.env });
    const site = chooseSite(options, siteName);
    const { examine } = await import('../doctor/examine.ts');
    const report = flags.json === true ? new JsonReport() : new Table();
    const found: Leg[] = [];
    const examination = {
      options,
      site: nameOf(options, site),
      url,
      ca: await readCertificates(flags.ca),
      isQuick: flags.quick === true,
      diagnose: drupalLegs(site),
    };
    for await (const leg of examine(examination)) {
      found.push(leg);
      report.add(leg);
    }
    const isWell = found.every(({ state }) => state !== 'failed');
    report.end(found, isWell);
    return isWell ? 0 : 1;
  },
};

function readAddress(url: unknown): string | undefined {
  if (url === undefined) {
    return undefined;
  }
  const address = URL.parse(String(url).replace(/^ws/, 'http'));
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:') {
    throw new UsageError('--url: expected an address like https://example.com/realtime/');
  }
  return address.href;
}

async function readCertificates(file: unknown): Promise<string | undefined> {
  if (file === undefined) {
    return undefined;
  }
  try {
    return await readFile(String(file), 'utf8');
  } catch (cause) {
    throw new UsageError(`--ca: expected a readable file, found ${(cause as NodeJS.ErrnoException).code}`, {
      cause,
    });
  }
}

function nameOf(options: ServerOptions, site: SiteOptions): string {
  const [name = ''] = [...sitesOf(options)].find(([, one]) => one === site || one.api === site.api) ?? [];
  return name;
}

interface Report {
  add(leg: Leg): void;
  end(legs: readonly Leg[], isWell: boolean): void;
}

class JsonReport implements Report {
  add(): void {
    // All at once, at the end.
  }

  end(legs: readonly Leg[], isWell: boolean): void {
    console.log(JSON.stringify({ ok: isWell, legs }));
  }
}

const marks = {
  ok: ['ok', 'green'],
  warning: ['!!', 'yellow'],
  failed: ['NO', 'red'],
  skipped: ['--', 'dim'],
} as const;

/** A line a leg, as soon as it was tried. */
class Table implements Report {
  add({ name, state, found, code, remedy }: Leg): void {
    const [mark, colour] = marks[state];
    console.log(
      `${styleText(colour, mark)} ${name.padEnd(12)} ${printable(found)}${code === undefined ? '' : ` (${code})`}`,
    );
    if (remedy !== undefined) {
      console.log(`   ${''.padEnd(12)} → ${remedy}`);
    }
  }

  end(legs: readonly Leg[], isWell: boolean): void {
    const failed = legs.filter(({ state }) => state === 'failed').length;
    console.log(isWell ? '\nEverything that was tried works.' : `\n${failed} of ${legs.length} failed.`);
  }
}

/** What others said must not command the terminal. */
function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 300);
}
