import { SignJWT } from 'jose';
import { loadOptions } from '../load-options.ts';
import { durationPattern, toMilliseconds } from '../units.ts';
import { chooseSite } from './choose-site.ts';
import { type Command, readArguments } from './command.ts';
import { UsageError } from './usage-error.ts';

/** Prints a token, for trying things out. */
export const token: Command = {
  usage: '--user UID [--channel NAME] [--expires 5m] [--site NAME]',
  summary: 'print a connection or subscription token',

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
