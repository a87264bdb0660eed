import { isDeepStrictEqual } from 'node:util';
import { Value } from 'typebox/value';
import { readTokenKeys, type TokenKey } from '../auth/token-keys.ts';
import { StartError } from '../errors.ts';
import { optionsSchema, type ServerOptions, type SiteOptions, sitesOf } from '../options.ts';
import { findHistoryProblems } from './history-problems.ts';

interface Found {
  readonly name: string;
  /** Where the site's keys stand in the configuration. */
  readonly path: string;
  readonly options: SiteOptions;
  readonly tokenKeys: readonly TokenKey[];
}

/** What a schema can't see of the sites: each must be able to take clients, and what a client brings must name one. */
export function findSiteProblems(options: ServerOptions): StartError[] {
  const problems: StartError[] = [];
  const isNamed = Object.keys(options.sites).length > 0;
  const sites = [...sitesOf(options)].map(([name, site]): Found => {
    const path = isNamed ? `sites.${name}.` : '';
    const tokenKeys = attempt(problems, () => readTokenKeys(site.auth.token, `${path}auth.token`)) ?? [];
    return { name, path, options: site, tokenKeys };
  });
  return [
    ...(isNamed ? findOutside(options) : []),
    ...sites.flatMap(findLacks),
    ...sites.flatMap(({ path, options }) => findHistoryProblems(`${path}channels`, options.channels)),
    ...problems,
    ...sites.flatMap((site, index) =>
      sites.slice(0, index).flatMap((earlier) => [...findShared(site, earlier)]),
    ),
  ];
}

// A key that acts on no site would be looked for in vain where nothing arrives.
function findOutside({ api, ...options }: ServerOptions): StartError[] {
  const { api: _, ...blocks } = Value.Default(optionsSchema, {}) as ServerOptions;
  const outside = (['origins', 'auth', 'channels', 'backend', 'plugins'] as const).filter(
    (block) => !isDeepStrictEqual(options[block], blocks[block]),
  );
  return [...(api.keys.length > 0 ? ['api.keys'] : []), ...outside].map((key) =>
    wrong(`${key}`, 'it in each of `sites`', 'it outside of them'),
  );
}

function findLacks({ path, options: { api, auth } }: Found): StartError[] {
  const { token, callback, session, anonymous } = auth;
  return [
    ...(api.keys.length === 0 ? [wrong(`${path}api.keys`, 'at least one key', 'none')] : []),
    ...(token || callback || session || anonymous
      ? []
      : [
          new StartError(
            'CONFIG_AUTH',
            `${path}auth: expected token, callback, session or anonymous, found none of them`,
          ),
        ]),
  ];
}

/** What two sites have in common although it decides between them. */
function* findShared(site: Found, earlier: Found): Generator<StartError> {
  const ofEarlier = `that of site ${earlier.name}`;
  const secrets = new Set(earlier.options.api.keys.map(({ secret }) => secret));
  for (const [index, { secret }] of site.options.api.keys.entries()) {
    if (secrets.has(secret)) {
      yield wrong(`${site.path}api.keys[${index}]`, 'a secret of its own', ofEarlier);
    }
  }
  for (const { id, key } of site.tokenKeys) {
    if (earlier.tokenKeys.some((other) => other.key.equals(key))) {
      yield wrong(`${site.path}auth.token`, `a key ${JSON.stringify(id)} of its own`, ofEarlier);
    }
  }
  const origins = new Set(earlier.options.origins);
  for (const [index, origin] of site.options.origins.entries()) {
    if (origins.has(origin) && isToldByOrigin(site) && isToldByOrigin(earlier)) {
      const where = `${site.path}origins[${index}]`;
      yield wrong(where, 'an origin of its own, or no way in but tokens', ofEarlier);
    }
  }
}

// Who brings no signed token is told by the page's Origin alone.
function isToldByOrigin({ options: { auth } }: Found): boolean {
  return auth.callback !== undefined || auth.session !== undefined || auth.anonymous;
}

function attempt<T>(problems: StartError[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof StartError) {
      problems.push(error);
      return undefined;
    }
    throw error;
  }
}

function wrong(path: string, expected: string, found: string): StartError {
  return new StartError('CONFIG_VALUE', `${path}: expected ${expected}, found ${found}`);
}
