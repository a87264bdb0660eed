import { randomBytes } from 'node:crypto';

/** A secret by its name. */
export interface NamedSecret {
  readonly id: string;
  readonly secret: string;
}

/** All that a site and its push server must agree on, as `$settings['nodejs']` holds it. */
export interface Pairing {
  /** Where PHP reaches the server's API. */
  readonly api_url: string;
  /** Where browsers reach the server: a path of the site, or an address. */
  readonly public_url: string;
  /** Name of the site at a server that has several. */
  readonly site: string;
  readonly api_key: string;
  readonly token_key: NamedSecret;
  readonly callback_key: string;
  readonly backend_key: NamedSecret;
}

type Settings = Readonly<Record<string, unknown>>;

const mark = 'nodejs1.';

/** Pairs a site: with what its settings hold already, and new secrets for the rest. */
export function pair(
  addresses: Pick<Pairing, 'api_url' | 'public_url' | 'site'>,
  settings: Settings = {},
): Pairing {
  const known = { ...readLine(settings.pairing), ...settings };
  return {
    ...addresses,
    api_key: text(known.api_key) ?? newSecret(),
    token_key: named(known.token_key) ?? { id: 'k1', secret: newSecret() },
    callback_key: text(known.callback_key) ?? newSecret(),
    backend_key: named(known.backend_key) ?? { id: 'b1', secret: newSecret() },
  };
}

/** The pairing as one line for settings.php, as `Drupal\nodejs\Core\Pairing` reads it. */
export function pairingLine(pairing: Pairing): string {
  return `${mark}${Buffer.from(JSON.stringify(pairing)).toString('base64url')}`;
}

/** Whether a site's settings say all of a pairing already. */
export function isPaired(settings: Settings | undefined, pairing: Pairing): boolean {
  const known: Settings = { ...readLine(settings?.pairing), ...settings };
  return Object.entries(pairing).every(
    ([name, value]) => JSON.stringify(known[name]) === JSON.stringify(value),
  );
}

/** The server's configuration for a paired site. */
export function serverConfig(
  { api_url, public_url, api_key, token_key, callback_key, backend_key }: Pairing,
  site: {
    readonly listen: string;
    readonly origin: string;
    readonly url: string;
    readonly session?: { readonly database: string } | undefined;
    /** Whether people chat there; it needs `session`, which says where their accounts are. */
    readonly hasChatroom?: boolean;
  },
): object {
  const path = URL.parse(public_url, 'http://localhost')?.pathname ?? '/';
  return {
    listen: site.listen,
    publicPath: path.replace(/\/?$/, '/'),
    // The web server of the same machine, which says for whom it asks.
    trustedProxies: ['127.0.0.1', '::1'],
    origins: [site.origin],
    api: { listen: new URL(api_url).host, keys: [{ id: 'a1', secret: api_key }] },
    auth: {
      token: { keys: [{ algorithm: 'HS256', ...token_key }] },
      callback: { url: `${site.url}/nodejs/message`, serviceKey: callback_key },
      ...(site.session === undefined ? {} : { session: site.session }),
      anonymous: true,
    },
    backend: {
      url: site.url,
      keys: [backend_key],
      events: ['connect', 'disconnect', 'online', 'offline'],
    },
    ...(site.hasChatroom === true && site.session !== undefined ? chatroom(site.session.database) : {}),
  };
}

function chatroom(database: string): object {
  return {
    channels: { namespaces: { chat: { presence: true, joinLeave: true } } },
    plugins: [{ module: '@drupal-nodejs/chatroom', options: { database, events: true } }],
  };
}

function readLine(line: unknown): Settings {
  if (typeof line !== 'string' || !line.startsWith(mark)) {
    return {};
  }
  try {
    return JSON.parse(Buffer.from(line.slice(mark.length), 'base64url').toString()) as Settings;
  } catch {
    // Drupal takes nothing from it either.
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function named(value: unknown): NamedSecret | undefined {
  const { id, secret } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof id === 'string' && typeof secret === 'string' ? { id, secret } : undefined;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
