import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import type { ServerOptions } from '../options.ts';
import type { Caller, Plugin } from '../plugin/plugin.ts';
import type { Site } from '../site/site.ts';

// What a server holds only where it is configured: nobody else pays for reading it.

/** Routes beside the API's own, on its address. */
export type Door = (scope: FastifyInstance) => Promise<void>;

export interface LegacyHost {
  readonly sites: readonly string[];
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: FastifyBaseLogger;
  readonly siteOf: (key: string) => Site | undefined;
  readonly subscribe: (caller: Caller, channel: string) => Promise<void>;
  readonly tellDrupal: (site: string, message: Readonly<Record<string, unknown>>) => void;
}

/** The classic server's part of every site, and its routes. */
export interface OpenLegacy {
  readonly plugins: ReadonlyMap<string, Plugin>;
  readonly door: Door;
}

export interface AddOns {
  readonly legacy: ((host: LegacyHost) => OpenLegacy) | undefined;
}

/** Loads what the configuration asks for. */
export async function loadAddOns({ legacy }: Pick<ServerOptions, 'legacy'>): Promise<AddOns> {
  return { legacy: legacy ? await loadLegacy() : undefined };
}

async function loadLegacy(): Promise<(host: LegacyHost) => OpenLegacy> {
  const [{ Legacy }, { addLegacyRoutes }] = await Promise.all([
    import('../legacy/legacy.ts'),
    import('../legacy/routes.ts'),
  ]);
  return ({ sites, siteOf, tellDrupal, ...host }) => {
    const plugins = new Map(
      sites.map((site) => [
        site,
        new Legacy({ ...host, site, tellDrupal: (message) => tellDrupal(site, message) }),
      ]),
    );
    return {
      plugins,
      door: async (scope) =>
        addLegacyRoutes(scope, {
          siteOf,
          legacyOf: ({ name }) => plugins.get(name),
          log: host.log,
          now: () => host.clock.now(),
        }),
    };
  };
}
