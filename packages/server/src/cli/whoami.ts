import { text } from 'node:stream/consumers';
import { loadOptions } from '../configuration/load-options.ts';
import { chooseSite } from './choose-site.ts';
import { type Command, readArguments } from './command.ts';
import { loadDrupalPackage } from './drupal-package.ts';
import { UsageError } from './usage-error.ts';

/** Tells whose a session cookie is, as the server would see it. */
export const whoami: Command = {
  usage: '--cookie COOKIE [--can PERMISSION] [--site NAME]',
  summary: 'tell whose a browser’s Cookie header is; - reads it from stdin',

  async run(args) {
    const { config, site, flags } = readArguments(args, {
      cookie: { type: 'string' },
      can: { type: 'string' },
    });
    const { cookie: given, can } = flags;
    if (typeof given !== 'string') {
      throw new UsageError('--cookie: expected a Cookie header such as SSESS…=…, or - to read it from stdin');
    }
    const { auth } = chooseSite(await loadOptions({ file: config, env: process.env }), site);
    const { session } = auth;
    if (session === undefined) {
      throw new UsageError('auth.session: expected the database of a Drupal, found nothing');
    }
    const cookie = given === '-' ? (await text(process.stdin)).trim() : given;
    const { createDrupal } = await loadDrupalPackage();
    const drupal = await createDrupal(session);
    try {
      const account = await drupal.from({ cookie });
      const { uid, name, roles, sid } = account;
      const allowed = typeof can === 'string' ? { can: { [can]: account.can(can) } } : {};
      console.log(JSON.stringify({ uid, name, roles, sid, ...allowed }, undefined, 2));
      if (uid === 0 && !cookie.includes(`${drupal.cookieName}=`)) {
        console.error(`The site’s cookie is called ${drupal.cookieName}, and none of that name was given.`);
      }
    } finally {
      await drupal.close();
    }
    return 0;
  },
};
