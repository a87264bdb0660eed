import { type Static, Type } from 'typebox';
import { siteApi } from './api.ts';
import { auth } from './auth.ts';
import { backend } from './backend.ts';
import { channels } from './channels.ts';
import { origins } from './origins.ts';
import { plugins } from './plugins.ts';
import { map } from './values.ts';

/** What every site has of its own. */
export const siteBlocks = { origins, auth, channels, backend, plugins };

const site = Type.Object(
  { ...siteBlocks, api: siteApi },
  {
    additionalProperties: false,
    default: {},
    description:
      'A site: `origins`, `api.keys`, `auth`, `channels`, `backend` and `plugins`, each as without `sites`.',
  },
);

export const sites = map(
  '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$',
  site,
  'Several Drupals on one server, by name; none of these keys stands outside of it then. Without it there is one site, named `default`.',
);

/** One site's part of the configuration. */
export type SiteOptions = Static<typeof site>;
