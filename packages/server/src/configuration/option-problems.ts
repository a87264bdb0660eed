import type { TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import { Value } from 'typebox/value';
import { closestWord } from '../closest-word.ts';
import { StartError } from '../errors.ts';
import { optionsSchema, type ServerOptions } from '../options.ts';
import { toMilliseconds } from '../units.ts';
import { findSiteProblems } from './site-problems.ts';

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
    : [
        findEngineProblems,
        findAddressProblems,
        findWorkersProblems,
        findPingProblems,
        findSiteProblems,
      ].flatMap((find) => find(options as ServerOptions));
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
  if (engine.type !== 'redis') {
    return [];
  }
  const addresses = engine.url.split(',').length;
  return [
    ...(['url', 'prefix'] as const)
      .filter((key) => engine[key] === '')
      .map((key) => `engine.${key}: expected a value, found nothing`),
    ...(engine.mode === 'single' && addresses > 1
      ? [
          `engine.mode: expected "sentinel" or "cluster" for the ${addresses} addresses of engine.url, found "single"`,
        ]
      : []),
  ].map((message) => new StartError('CONFIG_VALUE', message));
}

// Workers open their ports for others to share: each of them would get clients and calls by turns.
function findAddressProblems({ listen, api }: ServerOptions): StartError[] {
  const isFree = !takes(listen, api.listen) && !takes(api.listen, listen);
  return isFree || listen.endsWith(':0')
    ? []
    : [
        new StartError(
          'CONFIG_VALUE',
          `api.listen: expected an address that listen, ${listen}, leaves free, found ${api.listen}`,
        ),
      ];
}

const beforePort = /:(?=\d+$)/;

/** Whether who listens on an address leaves nothing of another one. */
function takes(address: string, other: string): boolean {
  const [host, port] = address.split(beforePort);
  const [otherHost = '', otherPort] = other.split(beforePort);
  const isEach = host === '[::]' || (host === '0.0.0.0' && !otherHost.startsWith('['));
  return port === otherPort && (isEach || host === otherHost);
}

// The next ping would wait for the pong, and clients leave a server that is late.
function findPingProblems({ limits: { ping, pong } }: ServerOptions): StartError[] {
  return toMilliseconds(pong) < toMilliseconds(ping)
    ? []
    : [new StartError('CONFIG_VALUE', `limits.pong: expected less than limits.ping, ${ping}, found ${pong}`)];
}

function findWorkersProblems({ workers, engine, listen, api }: ServerOptions): StartError[] {
  if (workers === 1) {
    return [];
  }
  const addresses = Object.entries({ listen, 'api.listen': api.listen });
  return [
    ...(engine.type === 'redis'
      ? []
      : [
          `workers: expected 1, as these share nothing where engine.type is ${engine.type}, found ${workers}`,
        ]),
    ...addresses
      .filter(([, address]) => address.endsWith(':0'))
      .map(([key, address]) => `${key}: expected a port that all workers can share, found ${address}`),
  ].map((message) => new StartError('CONFIG_VALUE', message));
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
    const meant = closestWord(path.at(-1) ?? '', keysOf(schemaAt(path.slice(0, -1))));
    return new StartError(
      'CONFIG_VALUE',
      `${name}: expected no such key, found ${kind(valueAt(options, path))}${meant && `; did you mean ${meant}?`}`,
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
  const expected = expectation(schema, error.message);
  return new StartError(
    'CONFIG_VALUE',
    `${name}: expected ${expected}, found ${found(schema, valueAt(options, path))}`,
  );
}

interface Node extends TSchema {
  readonly expects?: string;
  readonly example?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly anyOf?: readonly { readonly const?: unknown }[];
  readonly properties?: Readonly<Record<string, TSchema>>;
}

function expectation({ expects, example, default: usual, anyOf, type }: Node, message: string): string {
  if (anyOf !== undefined) {
    return `one of ${anyOf.map((choice) => JSON.stringify(choice.const)).join(', ')}`;
  }
  if (expects === undefined) {
    return type === 'boolean' ? 'true or false' : message.replace(/^must (be |have )?/, '');
  }
  const such = example ?? (typeof usual === 'string' ? usual : '');
  return such === '' || expects.includes(' such as ') ? expects : `${expects} such as ${such}`;
}

function keysOf(schema: Node | undefined): readonly string[] {
  return Object.keys(schema?.properties ?? {});
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
    (typeof value === 'string' && /:(?!\/\/)[^@]*@/.test(value));
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
