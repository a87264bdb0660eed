import { type ServerOptions, type SiteOptions, sitesOf } from '../options.ts';
import { UsageError } from './usage-error.ts';

/** Returns the site that `--site` names; it may be left out where there is one. @throws UsageError */
export function chooseSite(options: ServerOptions, name: string | undefined): SiteOptions {
  const sites = sitesOf(options);
  const [only, ...others] = sites.values();
  const site = name === undefined && others.length === 0 ? only : sites.get(name ?? '');
  if (site === undefined) {
    const found = name === undefined ? 'none' : JSON.stringify(name);
    throw new UsageError(`--site: expected one of ${[...sites.keys()].join(', ')}, found ${found}`);
  }
  return site;
}
