import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a package offers to programs: a page of the reference each. */
export interface Entry {
  /** Name of its page: `server`, `app.fastify`. */
  readonly name: string;
  /** How a program imports it. */
  readonly module: string;
  /** Its source, from the repository's root. */
  readonly file: string;
}

/** Finds what the packages export, as their package.json say it. */
export function findEntries(root: string): readonly Entry[] {
  return readdirSync(join(root, 'packages')).flatMap((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8')) as {
      readonly name: string;
      readonly exports: Readonly<Record<string, string | { readonly source?: string }>>;
    };
    return Object.entries(manifest.exports).flatMap(([path, target]) =>
      typeof target === 'string' || target.source === undefined
        ? []
        : [
            {
              name: [folder, ...path.split('/').slice(1)].join('.'),
              module: [manifest.name, ...path.split('/').slice(1)].join('/'),
              file: join('packages', folder, target.source),
            },
          ],
    );
  });
}
