import { readFile } from 'node:fs/promises';
import type { TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import { Value } from 'typebox/value';
import { StartError } from './errors.ts';
import { optionsSchema, type ServerOptions } from './options.ts';
import { findSiteProblems } from './site-problems.ts';

/** Where a configuration comes from. */
export interface OptionsSource {
  /** A file that must be there; without it `./drupal-nodejs.json` is read if it is there. */
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
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
  const name = file ?? env.NODEJS_CONFIG;
  const json = await read(name ?? defaultFile, name !== undefined);
  const isConfigured = Object.keys(env).some((variable) => variable.startsWith('NODEJS_'));
  if (json === undefined && !isConfigured) {
    throw new StartError(
      'CONFIG_FILE',
      `${defaultFile}: expected a configuration here, by --config FILE or in NODEJS_… variables, found none`,
    );
  }
  const options = parse(name ?? defaultFile, json ?? '{}');
  applyEnvironment(optionsSchema, 'NODEJS', env, options);
  return Value.Default(optionsSchema, options);
}

const atParent: ReadonlySet<string> = new Set(['additionalProperties', 'propertyNames']);

/** Every wrong key of a configuration, each as one line. */
export function findProblems(options: unknown): StartError[] {
  const wrong = new Map<string, StartError>();
  for (const error of allErrors(options)) {
    const path = error.instancePath.split('/').slice(1);
    // An unknown key is reported at its parent as well; once is enough.
    if (!atParent.has(error.keyword) && !wrong.has(error.instancePath)) {
      wrong.set(error.instancePath, describe(path, error, options));
    }
  }
  return wrong.size > 0
    ? [...wrong.values()]
    : [...findEngineProblems(options as ServerOptions), ...findSiteProblems(options as ServerOptions)];
}

function allErrors(options: unknown) {
  // TypeBox stops at the eighth, while `check` promises all of them.
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: Number.POSITIVE_INFINITY });
  try {
    return Value.Errors(optionsSchema, options);
  } finally {
    Settings.Set({ maxErrors });
  }
}

function findEngineProblems({ engine }: ServerOptions): StartError[] {
  const needed = engine.type === 'redis' ? (['url', 'prefix'] as const) : [];
  return needed
    .filter((key) => engine[key] === '')
    .map((key) => new StartError('CONFIG_VALUE', `engine.${key}: expected a value, found nothing`));
}

async function read(file: string, mustExist: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'an error';
    if (code === 'ENOENT' && !mustExist) {
      return undefined;
    }
    throw new StartError('CONFIG_FILE', `${file}: expected a readable file, found ${code}`, { cause });
  }
}

function parse(file: string, json: string): Record<string, unknown> {
  let options: unknown;
  try {
    options = JSON.parse(json);
  } catch (cause) {
    // Without the piece of the file that V8 may show: it could be of a secret.
    const [problem] = (cause as Error).message.split(/, (?:\.\.\.)?"/);
    throw new StartError('CONFIG_JSON', `${file}: expected JSON, found ${problem}`, { cause });
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new StartError(
      'CONFIG_JSON',
      `${file}: expected a JSON object, found ${JSON.stringify(options)?.slice(0, 40)}`,
    );
  }
  return options as Record<string, unknown>;
}

interface ObjectSchema extends TSchema {
  readonly properties: Readonly<Record<string, TSchema>>;
}

function applyEnvironment(
  schema: ObjectSchema,
  prefix: string,
  env: OptionsSource['env'],
  options: Record<string, unknown>,
): void {
  for (const [key, member] of Object.entries(schema.properties)) {
    const name = `${prefix}_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`;
    if ('properties' in member && Object.keys(env).some((variable) => variable.startsWith(`${name}_`))) {
      const nested = Object.hasOwn(options, key) ? options[key] : {};
      options[key] = nested;
      if (typeof nested === 'object' && nested !== null) {
        applyEnvironment(member as ObjectSchema, name, env, nested as Record<string, unknown>);
      }
    }
    const value = env[name];
    if (value !== undefined) {
      options[key] = fromEnvironment(name, value, member);
    }
  }
}

function fromEnvironment(name: string, value: string, schema: TSchema): unknown {
  if ('type' in schema && schema.type === 'string') {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new StartError(
      'CONFIG_JSON',
      `${name}: expected JSON, found ${value.length} characters that are not`,
      { cause },
    );
  }
}

function describe(
  path: readonly string[],
  error: { message: string; keyword: string; schemaPath: string },
  options: unknown,
): StartError {
  const name = path.reduce(
    (text, key) => (/^\d+$/.test(key) ? `${text}[${key}]` : text ? `${text}.${key}` : key),
    '',
  );
  const schema = schemaAt(path);
  if (error.schemaPath.endsWith('/propertyNames')) {
    const { pattern } = (error as unknown as { params: { pattern: string } }).params;
    return new StartError('CONFIG_VALUE', `${name}: expected a name that fits ${pattern}, found another`);
  }
  if (schema === undefined) {
    return new StartError(
      'CONFIG_VALUE',
      `${name}: expected no such key, found ${kind(valueAt(options, path))}`,
    );
  }
  if (error.keyword === 'required') {
    const [missing] = (error as unknown as { params: { requiredProperties: string[] } }).params
      .requiredProperties;
    return new StartError(
      'CONFIG_VALUE',
      `${name ? `${name}.` : ''}${missing}: expected a value, found nothing`,
    );
  }
  const expected =
    (schema as { expects?: string }).expects ?? error.message.replace(/^must (be |have )?/, '');
  return new StartError(
    'CONFIG_VALUE',
    `${name}: expected ${expected}, found ${found(schema, valueAt(options, path))}`,
  );
}

function schemaAt(path: readonly string[]): TSchema | undefined {
  return path.reduce<TSchema | undefined>((schema, key) => {
    const node = schema as
      | { properties?: Record<string, TSchema>; items?: TSchema; patternProperties?: Record<string, TSchema> }
      | undefined;
    const named = node?.properties;
    return (
      (named !== undefined && Object.hasOwn(named, key) ? named[key] : undefined) ??
      node?.items ??
      Object.values(node?.patternProperties ?? {})[0]
    );
  }, optionsSchema);
}

function valueAt(options: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], options);
}

// Of a secret only the length is told, and of an address with a password in it.
function found(schema: TSchema, value: unknown): string {
  const isSecret =
    String((schema as { expects?: string }).expects).startsWith('secret') ||
    (typeof value === 'string' && /:[^/@]+@/.test(value));
  if (typeof value !== 'string') {
    return isSecret ? `a ${typeof value}` : kind(value);
  }
  return isSecret ? `${value.length} characters` : JSON.stringify(value.slice(0, 80));
}

function kind(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? 'a list' : 'an object';
  }
  return value === undefined ? 'nothing' : typeof value === 'string' ? 'a text' : JSON.stringify(value);
}
