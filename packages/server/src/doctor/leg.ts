/** The ways on which a message may get stuck, in the order in which they are tried. */
export const legs = {
  engine: 'Store of the server',
  server: 'Push server',
  key: 'API key',
  callback: 'Message route of Drupal',
  clock: 'Clocks',
  backend: 'Server to Drupal',
  token: 'Tokens of users',
  origin: 'Origin of pages',
  delivery: 'Publish to receive, at the server',
  publish: 'Publish by Drupal, to receive',
  address: 'Address for browsers',
  websocket: 'WebSocket, through the proxy',
  http_stream: 'HTTP stream, through the proxy',
  sse: 'SSE, through the proxy',
  data: 'Drupal’s data',
  report: 'Status report of the site',
} as const;

/** A leg of {@link legs}. */
export type LegName = keyof typeof legs;

/** What can be wrong, and the remedy; `docs/troubleshooting.md` is held equal to this catalogue by a test. */
export const remedies = {
  ENGINE_AWAY: 'Start Redis, or correct engine.url; the server can’t do without it.',
  ENGINE_REFUSED: 'Correct the user and password in engine.url.',
  ENGINE_PARTLY:
    'The server goes on with the others, where these have all that is kept: start this one, or take it out of engine.url.',
  SERVER_AWAY: 'Start it with “drupal-nodejs serve”; if it ends, its last line says why.',
  SERVER_OTHER: 'Something else has this port: correct api.listen, or end the other program.',
  SERVER_NOT_READY: 'It starts, stops, or its store is away: look at its log.',
  KEY_REFUSED:
    'The running server has other keys than this configuration: restart it, or send it SIGHUP. Drupal’s api_key must be one of them.',
  BACKEND_AWAY: 'backend.url must be an address at which the server reaches the site.',
  BACKEND_REFUSED:
    'Drupal’s backend_key must be one of backend.keys; clocks that differ have the same effect.',
  BACKEND_MISSING:
    'Without backend.url the server can’t fetch revocations it missed, and Drupal isn’t told who is there.',
  CALLBACK_AWAY: 'auth.callback.url must be the site’s /nodejs/message, as the server reaches it.',
  CALLBACK_REFUSED: 'Drupal’s callback_key must be auth.callback.serviceKey.',
  CLOCK: 'Have both machines follow NTP: tokens and signatures hold for a minute or less of difference.',
  TOKEN_AWAY: 'The site must answer /nodejs/token: enable the module nodejs, and rebuild caches.',
  SITE_REDIRECTS:
    'Name the address it leads to, in backend.url and auth.callback.url, and its origin in origins: nobody follows there.',
  SITE_INCOMPLETE:
    'Keys are missing in settings.php, or its line is cut off: Drupal’s status report names them; rebuild caches afterwards.',
  TOKEN_REFUSED: 'Drupal’s token_key must be one of auth.token.keys, with the same id and secret.',
  ORIGIN_MISSING: 'List the site’s origin in origins, as browsers write it.',
  DELIVERY: 'The server’s log says why a client of its own gets nothing.',
  PUBLISH_AWAY: 'api_url of settings.php must be an address at which Drupal reaches api.listen.',
  PUBLISH_REFUSED: 'Drupal’s api_key must be one of api.keys, with nothing before or behind it.',
  PUBLISH_ELSEWHERE:
    'Drupal publishes to another server or site than this one: correct api_url or site of settings.php, or end the other server.',
  NO_TOKEN: 'Nobody can sign a token here, and auth.anonymous is off: the transports were not tried.',
  ADDRESS_AWAY: 'Does the name lead to this web server, and does it listen there?',
  ADDRESS_CERTIFICATE: 'Browsers refuse this certificate too. For one of your own: --ca FILE.',
  ADDRESS_ELSEWHERE:
    'The web server does not hand publicPath on, unchanged, to the push server’s “listen”, or Drupal’s public_url names another path: see the snippet for it.',
  PROXY_UPSTREAM:
    'The proxy can’t reach the server’s “listen”: another port in its snippet, a firewall, or SELinux, which needs httpd_can_network_connect.',
  PROXY_ORIGIN:
    'The proxy must hand the header Origin on, and leave that of answers alone: without it visitors who bring no token are refused.',
  PROXY_UPGRADE:
    'The proxy does not hand the upgrade on: nginx needs proxy_http_version 1.1 and the headers Upgrade and Connection, Apache upgrade=websocket, Varnish a pipe.',
  PROXY_BUFFERING:
    'The proxy holds answers back until they end: nginx needs proxy_buffering off, Apache flushpackets=on, Caddy flush_interval -1; and none may compress them.',
  PROXY_TIMEOUT:
    'The proxy cuts off who is silent for a while: its read time-out must be longer than limits.ping.',
  PROXY_EMULATION: 'The proxy must hand POST requests to emulation on as well.',
} as const;

/** A code of {@link remedies}. */
export type RemedyCode = keyof typeof remedies;

/** How one way was found. */
export interface Leg {
  readonly name: LegName;
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  /** What was seen, in a line; never a secret. */
  readonly found: string;
  /** Stable, where something is wrong: of {@link remedies}, or of Drupal's data. */
  readonly code?: string;
  readonly remedy?: string;
}

export function ok(name: LegName, found: string): Leg {
  return { name, state: 'ok', found: withoutPasswords(found) };
}

export function failed(name: LegName, code: RemedyCode, found: string): Leg {
  return { name, state: 'failed', found: withoutPasswords(found), code, remedy: remedies[code] };
}

export function warning(name: LegName, code: RemedyCode, found: string): Leg {
  return { name, state: 'warning', found: withoutPasswords(found), code, remedy: remedies[code] };
}

/** Not tried, and no fault. */
export function skipped(name: LegName, found: string): Leg {
  return { name, state: 'skipped', found };
}

/** Addresses may hold a user and a password, and so may what errors say of them. */
function withoutPasswords(text: string): string {
  return text.replaceAll(/\/\/[^/?#\s@]*@/g, '//');
}
