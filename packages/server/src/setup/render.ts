import { readFileSync } from 'node:fs';

/** What a set-up file of `packages/server/setup` says of one server. */
export interface SetupValues {
  /** Host name of the site, for the comments. */
  readonly host: string;
  /** `publicPath`, with its slashes. */
  readonly path: string;
  /** `listen`. */
  readonly listen: string;
  /** `api.listen`. */
  readonly apiListen: string;
  /** Where npm installed the server. */
  readonly folder: string;
  /** The configuration file. */
  readonly config: string;
  /** Who runs the server. */
  readonly user: string;
  /** Version of the server. */
  readonly version: string;
}

const folder = new URL('../../setup/', import.meta.url);

/**
 * Fills in a file of `packages/server/setup`: `{{name}}` stands for a value.
 *
 * @throws RangeError for a placeholder that there is no value for
 */
export function renderSetup(file: string, values: SetupValues): string {
  const all: Readonly<Record<string, string>> = {
    ...values,
    listenHost: hostOf(values.listen),
    listenPort: portOf(values.listen),
    apiPort: portOf(values.apiListen),
  };
  return readFileSync(new URL(file, folder), 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = all[name];
    if (value === undefined) {
      throw new RangeError(`${file}: expected a value for ${name}, found none`);
    }
    return value;
  });
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}
