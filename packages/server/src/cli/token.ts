import { SignJWT } from 'jose';
import { loadOptions } from '../configuration/load-options.ts';
import { durationPattern, toMilliseconds } from '../units.ts';
import { chooseSite } from './choose-site.ts';
import { type Command, readArguments } from './command.ts';
import { UsageError } from './usage-error.ts';

/** Prints a token, for trying things out. */
export const token: Command = {
  usage: '--user UID [--channel NAME] [--expires 5m] [--site NAME]',
  summary: 'print a connection or subscription token',
  details: `A client connects with a token for its user, and hears no channel by that alone: for each channel it brings a
token for the same user and that channel, unless the channel's namespace has clientSubscribe.

  --user UID           Drupal's user id; "" for an anonymous visitor
  --channel NAME       a subscription token for this channel, in place of a connection token
  --expires DURATION   how long it is good for, such as 30s or 24h (5m)
  --site NAME          whose key signs it, where the configuration has several sites

  drupal-nodejs token --user 7
  drupal-nodejs token --user 7 --channel user:7 --expires 1h`,

  async run(args) {
    const { config, site, flags } = readArguments(args, {
      user: { type: 'string' },
      channel: { type: 'string' },
      expires: { type: 'string', default: '5m' },
    });
    const { user, channel, expires } = flags;
    if (typeof user !== 'string') {
      throw new UsageError('--user: expected a uid, or "" for an anonymous visitor');
    }
    if (typeof expires !== 'string' || !new RegExp(durationPattern).test(expires)) {
      throw new UsageError(`--expires: expected a duration such as 5m, got ${JSON.stringify(expires)}`);
    }
    const { auth } = chooseSite(await loadOptions({ file: config, env: process.env }), site);
    const key = auth.token?.keys.find(({ secret }) => secret !== undefined);
    if (key?.secret === undefined) {
      throw new UsageError('auth.token.keys: expected a key with a secret to sign with, found none');
    }
    const now = Date.now() / 1000;
    const jwt = await new SignJWT({ sub: user, iat: now, ...(channel === undefined ? {} : { channel }) })
      .setProtectedHeader({ alg: key.algorithm, kid: key.id })
      .setExpirationTime(Math.floor(now + toMilliseconds(expires) / 1000))
      .sign(new TextEncoder().encode(key.secret));
    console.log(jwt);
    return 0;
  },
};
