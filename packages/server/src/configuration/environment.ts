import type { TSchema } from 'typebox';
import { closestWord } from '../closest-word.ts';
import { StartError } from '../errors.ts';
import { optionsSchema } from '../options.ts';

/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names the configuration's file; the others are keys of it. */
export const fileVariable = 'NODEJS_CONFIG';

interface ObjectSchema extends TSchema {
  readonly properties: Readonly<Record<string, TSchema>>;
}

interface Variable {
  readonly name: string;
  /** Of the key that it sets. */
  readonly path: readonly string[];
  readonly schema: TSchema;
}

/** A block stands before what is in it, so that the latter is set over it. */
function* variablesOf(
  { properties }: ObjectSchema,
  prefix: string,
  above: readonly string[],
): Generator<Variable> {
  for (const [key, schema] of Object.entries(properties)) {
    const name = prefix + key.replace(/[A-Z]/g, '_$&').toUpperCase();
    const path = [...above, key];
    yield { name, path, schema };
    if ('properties' in schema) {
      yield* variablesOf(schema as ObjectSchema, `${name}_`, path);
    }
  }
}

const prefix = 'NODEJS_';
const variables = [...variablesOf(optionsSchema, prefix, [])];

/** Whether the environment sets any key. */
export function isConfigured(env: Environment): boolean {
  return variables.some(({ name }) => env[name] !== undefined);
}

/** Sets what the environment says over what the file does. @throws StartError CONFIG_JSON */
export function applyEnvironment(env: Environment, options: Record<string, unknown>): void {
  for (const { name, path, schema } of variables) {
    const text = env[name];
    if (text !== undefined) {
      set(options, path, read(name, text, schema));
    }
  }
}

/**
 * Tells of variables that look like keys and set none, a line each.
 *
 * Unlike an unknown key of the file such a one is no error, and those that look like no key aren't told of: images,
 * Kubernetes and Drupal itself have variables below the same prefix.
 */
export function findStrays(env: Environment): string[] {
  const names = [fileVariable, ...variables.map(({ name }) => name)];
  const keys = names.map((name) => name.slice(prefix.length));
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !names.includes(name))
    .flatMap((name) => {
      const meant = closestWord(name.slice(prefix.length), keys);
      const isInBlock = names.some((block) => name.startsWith(`${block}_`));
      return meant === '' && !isInBlock
        ? []
        : [`${name}: sets no key${meant && `; did you mean ${prefix}${meant}?`}`];
    });
}

function set(options: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let block = options;
  for (const key of path.slice(0, -1)) {
    const inner = Object.hasOwn(block, key) ? block[key] : {};
    if (typeof inner !== 'object' || inner === null) {
      // Not a block, which is said with all that is wrong.
      return;
    }
    block[key] = inner;
    block = inner as Record<string, unknown>;
  }
  block[path.at(-1) ?? ''] = value;
}

function read(name: string, text: string, schema: TSchema): unknown {
  if ('type' in schema && schema.type === 'string') {
    return text;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const type = 'type' in schema ? schema.type : undefined;
    const block = type === 'array' ? 'a list' : type === 'object' ? 'a block' : undefined;
    if (block === undefined) {
      // A word, which nobody would put in quotes; whether it is one that may stand there is looked at with the others.
      return text;
    }
    throw new StartError(
      'CONFIG_JSON',
      `${name}: expected ${block} as JSON, found ${text.length} characters that are not`,
      { cause },
    );
  }
}
