import type { Static } from 'typebox';
import { api } from './options/api.ts';
import { engine } from './options/engine.ts';
import { limits } from './options/limits.ts';
import { publicPath } from './options/public-path.ts';
import { type SiteOptions, siteBlocks, sites } from './options/site.ts';
import { tls } from './options/tls.ts';
import { trustedProxies } from './options/trusted-proxies.ts';
import { address, closed, count, duration, flag, reloads } from './options/values.ts';

export type { AuthOptions } from './options/auth.ts';
export { type NamespaceOptions, shippedNamespaces } from './options/channels.ts';
export type { SiteOptions } from './options/site.ts';

// Every key has a description and, unless it is required, a default: `docs/options.md` is made from this schema.

/** The configuration of the push server; each key is also an environment variable, `NODEJS_API_LISTEN`. */
export const optionsSchema = closed(
  {
    listen: address('127.0.0.1:8080', 'Where clients connect.'),
    publicPath,
    trustedProxies,
    tls,
    api,
    engine,
    workers: count(
      1,
      'Processes that share the addresses, as many as processors at most. More than one need `engine.type` `redis`.',
    ),
    compression: flag(
      false,
      'Compress what clients that offer it (browsers do) get over WebSocket: a frame once for all who share it, permessage-deflate without context takeover.',
    ),
    ...siteBlocks,
    limits,
    drainWindow: duration(
      '30s',
      'Longest time over which a stopping server sends its clients away, a thousand a second.',
      reloads,
    ),
    metrics: flag(true, '`GET /metrics` on the API’s address, in Prometheus’ form.'),
    admin: flag(
      true,
      'The admin page, `/admin` on the API’s address, where `@drupal-nodejs/admin` is installed.',
    ),
    legacy: flag(
      false,
      'The classic server’s HTTP routes, `/nodejs/…` on the API’s address: see [legacy](legacy.md).',
    ),
    telemetry: flag(
      false,
      'Spans and figures by OpenTelemetry, to the SDK that was loaded before: see [operation](operation.md#opentelemetry).',
    ),
    sites,
  },
  'Configuration of the push server.',
);

/** The whole configuration, defaults filled in. */
export type ServerOptions = Static<typeof optionsSchema>;

/** The sites of a configuration, by name. */
export function sitesOf({ sites: named, ...only }: ServerOptions): ReadonlyMap<string, SiteOptions> {
  const entries = Object.entries(named);
  return new Map(entries.length > 0 ? entries : [['default', only]]);
}
