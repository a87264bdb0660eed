import { readFile } from 'node:fs/promises';
import { Value } from 'typebox/value';
import { StartError } from '../errors.ts';
import { optionsSchema, type ServerOptions } from '../options.ts';
import { applyEnvironment, type Environment, fileVariable, isConfigured } from './environment.ts';
import { findProblems } from './option-problems.ts';
import { findTwinKey } from './twin-key.ts';

/** Where a configuration comes from. */
export interface OptionsSource {
  /** A file that must be there; without it `./drupal-nodejs.json` is read if it is there. */
  readonly file?: string | undefined;
  readonly env: Environment;
}

const defaultFile = './drupal-nodejs.json';

/**
 * Reads and checks the configuration: the file, then the environment over it.
 *
 * @throws StartError CONFIG_FILE, CONFIG_JSON, CONFIG_VALUE (the first wrong key), CONFIG_AUTH
 */
export async function loadOptions({ file, env }: OptionsSource): Promise<ServerOptions> {
  const options = await readOptions({ file, env });
  const [problem] = findProblems(options);
  if (problem !== undefined) {
    throw problem;
  }
  return options as ServerOptions;
}

/** Reads the configuration without judging it, for `drupal-nodejs check`. */
export async function readOptions({ file, env }: OptionsSource): Promise<unknown> {
  const named = env[fileVariable];
  const place = file ?? (named === undefined ? defaultFile : `${fileVariable}=${named}`);
  const json = await read(file ?? named, place);
  if (json === undefined && !isConfigured(env)) {
    throw new StartError(
      'CONFIG_FILE',
      `${defaultFile}: expected a configuration here, by --config FILE or in NODEJS_… variables, found none`,
    );
  }
  const options = parse(place, json ?? '{}');
  applyEnvironment(env, options);
  return Value.Default(optionsSchema, options);
}

async function read(file: string | undefined, place: string): Promise<string | undefined> {
  try {
    // Some editors begin a file with a mark of its encoding, which nobody sees.
    return (await readFile(file ?? defaultFile, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'an error';
    if (code === 'ENOENT' && file === undefined) {
      return undefined;
    }
    throw new StartError('CONFIG_FILE', `${place}: expected a readable file, found ${code}`, { cause });
  }
}

function parse(place: string, json: string): Record<string, unknown> {
  let options: unknown;
  try {
    options = JSON.parse(json);
  } catch (cause) {
    // Without the piece of the file that V8 may show: it could be of a secret.
    const [problem] = (cause as Error).message.split(/, (?:\.\.\.)?"| in JSON| of JSON input/);
    throw new StartError(
      'CONFIG_JSON',
      `${place}: expected JSON, found ${problem} in line ${brokenLine(json)}`,
      { cause },
    );
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new StartError(
      'CONFIG_JSON',
      `${place}: expected a JSON object, found ${JSON.stringify(options)?.slice(0, 40)}`,
    );
  }
  const twin = findTwinKey(json);
  if (twin !== undefined) {
    throw new StartError(
      'CONFIG_JSON',
      `${place}: expected each key once, found ${JSON.stringify(twin.key)} again in line ${twin.line}`,
    );
  }
  return options as Record<string, unknown>;
}

/** The line in which a text stops being JSON; V8 names it only for some errors. */
function brokenLine(json: string): number {
  let [good, bad] = [0, json.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (mayGoOn(json.slice(0, middle))) {
      good = middle;
    } else {
      bad = middle;
    }
  }
  return json.slice(0, good).split('\n').length;
}

/** Whether a text is JSON, or its beginning. */
function mayGoOn(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch (error) {
    const { message } = error as Error;
    return /end of JSON input|Unterminated/.test(message) || message.includes(`at position ${json.length} `);
  }
}
