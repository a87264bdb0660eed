import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admin, AdminHost } from '../admin/admin.ts';
import type { Clock } from '../clock.ts';
import { StartError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Census } from '../metrics/metrics.ts';
import type { ServerOptions } from '../options.ts';
import type { Caller, Plugin } from '../plugin/plugin.ts';
import type { Site } from '../site/site.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

// What a server holds only where it is wanted: nobody else pays for reading it.

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
  readonly telemetry: ((census: () => ReadonlyMap<string, Census>) => Telemetry) | undefined;
}

/** Loads what the configuration asks for. @throws StartError TELEMETRY */
export async function loadAddOns({
  legacy,
  telemetry,
}: Pick<ServerOptions, 'legacy' | 'telemetry'>): Promise<AddOns> {
  return {
    legacy: legacy ? await loadLegacy() : undefined,
    telemetry: telemetry ? await loadTelemetry() : undefined,
  };
}

async function loadTelemetry(): Promise<NonNullable<AddOns['telemetry']>> {
  try {
    const { Telemetry } = await import('../telemetry/telemetry.ts');
    return (census) => new Telemetry(census);
  } catch (cause) {
    throw new StartError(
      'TELEMETRY',
      `telemetry: expected @opentelemetry/api to be installed, found ${(cause as Error).message}`,
      { cause },
    );
  }
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

/** The routes of the admin page; what is behind them is read when the first of them is asked for. */
export function adminDoor(host: AdminHost): Door {
  let opening: Promise<Admin | undefined> | undefined;
  const open = (): Promise<Admin | undefined> => {
    opening ??= import('../admin/admin.ts').then(({ Admin }) => Admin.open(host));
    return opening;
  };
  return async (scope) => {
    const answer =
      (run: (admin: Admin, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>) =>
      async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const admin = await open();
        return admin === undefined
          ? reply
              .status(404)
              .type('text/plain')
              .send('The admin page is a package of its own: npm install @drupal-nodejs/admin\n')
          : run(admin, request, reply);
      };
    scope.get('/admin', async (_request, reply) => reply.redirect('admin/'));
    scope.get(
      '/admin/*',
      answer((admin, request, reply) => admin.file(request, reply, (request.params as { '*': string })['*'])),
    );
    scope.post(
      '/admin/login',
      answer((admin, request, reply) => admin.logIn(request, reply)),
    );
    scope.post(
      '/admin/logout',
      answer((admin, request, reply) => admin.logOut(request, reply)),
    );
    scope.server.on('upgrade', (request, socket, head) => {
      const isPage = request.url?.split('?', 1)[0] === '/admin/connection';
      const admin = isPage ? open() : Promise.resolve(undefined);
      admin.then(
        (found) => (found === undefined ? socket.destroy() : found.upgrade(request, socket, head)),
        (err: unknown) => {
          host.log.error({ err }, 'the admin page could not be opened');
          socket.destroy();
        },
      );
    });
    scope.addHook('preClose', async () => (await opening)?.close());
  };
}
