import { randomBytes } from 'node:crypto';
import { type Command, readArguments } from './command.ts';
import { loadDrupalPackage } from './drupal-package.ts';
import { UsageError } from './usage-error.ts';

/** Writes a configuration from what a site's settings.php says. */
export const init: Command = {
  usage: '--root DIR --url URL [--help for more]',
  summary: 'print a configuration for a Drupal on this machine',
  details: `PHP is asked once what settings.php says: the database, and the keys that Drupal and the server share.
Keys that aren't there are made anew, and the lines for settings.php are printed beside. The configuration holds
secrets: keep the file to its owner.

  --root DIR           the folder with Drupal's index.php
  --url URL            the site's address, as browsers see it
  --site-path PATH     the site's folder below (sites/default)
  --php FILE           PHP's command line (php)

  drupal-nodejs init --root /var/www/web --url https://example.com > drupal-nodejs.json`,

  async run(args) {
    const { flags } = readArguments(args, {
      root: { type: 'string' },
      url: { type: 'string' },
      'site-path': { type: 'string', default: 'sites/default' },
      php: { type: 'string', default: 'php' },
    });
    const { root, url, 'site-path': site, php } = flags;
    if (typeof root !== 'string') {
      throw new UsageError('--root: expected the folder with Drupal’s index.php, found nothing');
    }
    const address = typeof url === 'string' ? URL.parse(url) : null;
    if (address?.protocol !== 'https:' && address?.protocol !== 'http:') {
      throw new UsageError('--url: expected an address like https://example.com');
    }
    const { diagnose, readSettings } = await loadDrupalPackage();
    const { database, hashSalt, nodejs, overridden } = await readSettings({
      root,
      site: String(site),
      php: String(php),
    });
    const keys = new SharedKeys(nodejs);
    const baseUrl = address.href.replace(/\/$/, '');
    const session = { database, baseUrl };
    const config = {
      origins: [address.origin],
      publicPath: '/realtime/',
      api: { keys: [{ id: 'drupal', secret: keys.text('api_key') }] },
      auth: {
        token: { keys: [{ ...keys.named('token_key', 'k1'), algorithm: 'HS256' }] },
        callback: { url: `${baseUrl}/nodejs/message`, serviceKey: keys.text('callback_key') },
        session,
      },
      backend: { url: baseUrl, keys: [keys.named('backend_key', 'b1')] },
    };
    console.log(JSON.stringify(config, undefined, 2));
    for (const { level, code, message } of await diagnose({ ...session, hashSalt, overridden })) {
      console.error(`${level.padEnd(7)} ${message} (${code})`);
    }
    if (keys.made.length > 0) {
      console.error(`\nAdd to settings.php:\n\n${keys.made.join('\n')}`);
    }
    return 0;
  },
};

/** The keys that Drupal and the server share; those that Drupal lacks are made. */
class SharedKeys {
  /** Lines of PHP for settings.php. */
  readonly made: string[] = [];
  readonly #settings: Readonly<Record<string, unknown>>;

  constructor(settings: Readonly<Record<string, unknown>> | undefined) {
    this.#settings = settings ?? {};
  }

  text(name: string): string {
    const known = this.#settings[name];
    if (typeof known === 'string' && known !== '') {
      return known;
    }
    const secret = makeSecret();
    this.made.push(`$settings['nodejs']['${name}'] = '${secret}';`);
    return secret;
  }

  named(name: string, id: string): { readonly id: string; readonly secret: string } {
    const known = this.#settings[name] as { readonly id?: unknown; readonly secret?: unknown } | undefined;
    if (typeof known?.id === 'string' && typeof known.secret === 'string') {
      return { id: known.id, secret: known.secret };
    }
    const secret = makeSecret();
    this.made.push(`$settings['nodejs']['${name}'] = ['id' => '${id}', 'secret' => '${secret}'];`);
    return { id, secret };
  }
}

function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}
