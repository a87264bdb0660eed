import { type Static, Type } from 'typebox';
import { api } from './options/api.ts';
import { auth } from './options/auth.ts';
import { backend } from './options/backend.ts';
import { channels } from './options/channels.ts';
import { engine } from './options/engine.ts';
import { limits } from './options/limits.ts';
import { plugins } from './options/plugins.ts';
import { address, closed, duration, flag, origin } from './options/values.ts';

export type { AuthOptions } from './options/auth.ts';
export { type NamespaceOptions, shippedNamespaces } from './options/channels.ts';

// Every key has a description and, unless it is required, a default: `docs/options.md` is made from this schema.

/** The configuration of the push server; each key is also an environment variable, `NODEJS_API_LISTEN`. */
export const optionsSchema = closed(
  {
    listen: address('127.0.0.1:8080', 'Where clients connect.'),
    publicPath: Type.String({
      pattern: '^/([^?#\\s]*/)?$',
      default: '/',
      description: 'Path before `connection/…`; begins and ends with a slash.',
      expects: 'path',
    }),
    origins: Type.Array(origin, {
      default: [],
      description: 'Origins whose pages may connect, each written out: `https://example.com`.',
    }),
    api,
    auth,
    engine,
    channels,
    backend,
    limits,
    drainWindow: duration(
      '30s',
      'Longest time over which a stopping server sends its clients away, a thousand a second.',
    ),
    metrics: flag(true, '`GET /metrics` on the API’s address, in Prometheus’ form.'),
    plugins,
  },
  'Configuration of the push server.',
);

/** The whole configuration, defaults filled in. */
export type ServerOptions = Static<typeof optionsSchema>;
