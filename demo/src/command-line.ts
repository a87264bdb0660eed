import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DemoError } from './demo-error.ts';

/** What the demo was asked for. */
export interface CommandLine {
  readonly mode: 'run' | 'check' | 'help';
  /** A real Drupal code base instead of the demo's own site, and the PHP to run it. */
  readonly drupal: { readonly docroot: string; readonly php: string } | undefined;
  readonly state: string;
  readonly port: number | undefined;
  readonly fresh: boolean;
  readonly php: 'native' | 'wasm' | undefined;
  /** Check only: with the SDK, even where there is a browser. */
  readonly sdk: boolean;
}

/** Where the demo keeps its state unless told otherwise; git ignores it. */
export const usualState: string = join(fileURLToPath(new URL('../../', import.meta.url)), '.demo');

export const help = `npm run demo -- [options]

  --port N            the site's port (default 8088, or the next free one)
  --fresh             forget what an earlier demo left behind
  --php native|wasm   the machine's PHP or the one from npm (default: the machine's, where there is one)
  --state DIR         where it keeps what survives (default .demo in the repository)
  --check             play the demo's story and print one JSON line; exit code 0 or 1
  --sdk               with --check: play it with the official SDK instead of a browser
  --drupal [DIR]      on a real Drupal 10.6 or 11: a site of its own in the code base at DIR, removed at the end
  --help              this text
`;

/**
 * Reads the arguments.
 *
 * @throws DemoError `invalid-argument` naming what was expected and what was found
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { port, php, state = usualState, drupal, ...flags } = parse(args);
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_533))
    throw new DemoError('invalid-argument', `--port: expected a number from 1 to 65533, found "${port}"`);
  if (php !== undefined && php !== 'native' && php !== 'wasm')
    throw new DemoError('invalid-argument', `--php: expected native or wasm, found "${php}"`);
  if (drupal !== undefined && flags.check)
    throw new DemoError(
      'invalid-argument',
      '--check: expected without --drupal; npm run test:drupal plays it there',
    );
  return {
    drupal: drupal === undefined ? undefined : { docroot: drupal, php: flags.drupalPhp },
    mode: flags.help ? 'help' : flags.check ? 'check' : 'run',
    state,
    port: port === undefined ? undefined : Number(port),
    fresh: flags.fresh,
    sdk: flags.sdk,
    php,
  };
}

function parse(args: readonly string[]): {
  port?: string | undefined;
  php?: string | undefined;
  state?: string | undefined;
  drupal?: string | undefined;
  drupalPhp: string;
  fresh: boolean;
  check: boolean;
  sdk: boolean;
  help: boolean;
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        php: { type: 'string' },
        state: { type: 'string' },
        drupal: { type: 'string' },
        // Written by scripts/demo.js, which looks for one that fits.
        'drupal-php': { type: 'string', default: 'php' },
        sdk: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { 'drupal-php': drupalPhp, ...rest } = values;
    return { ...rest, drupalPhp };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ', 1)[0] ?? '') : String(error);
    throw new DemoError('invalid-argument', `${reason}; see --help`);
  }
}
