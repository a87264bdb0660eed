import type { FastifyRequest } from 'fastify';
import { editor, passwordOf } from '../drupal/people.ts';
import { snippets } from '../php/snippets.ts';
import { presenceChannel, publicChannels, room } from '../push/push-config.ts';
import { accountOf, forPhp } from './account-of.ts';
import { hostOf } from './guard.ts';
import type { SiteParts } from './parts.ts';

/** Channel of the live log; only pages that may read the log get its token. */
const logChannel = 'watchdog_dblog';

/** What a page knows from the start (`drupalSettings`); no secret but the visitor's own callback token. */
export async function settingsFor(
  request: FastifyRequest,
  parts: SiteParts,
): Promise<{ settings: object; hasToken: boolean; user: { uid: string; name: string } | undefined }> {
  const host = hostOf(request);
  const account = await accountOf(request, parts);
  const who = forPhp(account);
  const isMain = host.name === 'demo';
  const token = who === null || isMain ? undefined : await parts.half.callbackToken(who);
  const mayReadLog = isMain && who !== null && account.can('access site reports');
  const contentTokens = mayReadLog ? await parts.half.contentTokens(who, [logChannel]) : {};
  const { hosts, door, half, commands } = parts;
  const nodejs = {
    url: '/realtime/',
    tokenUrl: '/nodejs/token',
    site: 'default',
    user: who?.uid ?? '',
    channels: [...publicChannels, ...(who === null ? [] : [`user:${who.uid}`, presenceChannel])],
    contentTokens,
    ...(token === undefined ? {} : { authToken: token.token }),
  };
  const demo = {
    host: host.name,
    user: who === null ? null : { uid: who.uid, name: who.name, roles: who.roles },
    login: { name: host.person, pass: passwordOf(host.person) },
    home: hosts.main.origin,
    hosts: Object.fromEntries(hosts.frames.map(({ name, origin }) => [name, origin])),
    room,
    role: editor,
    ...(isMain ? { php: half.about, consoleOpen: door.isOpenTo(request), snippets, commands } : {}),
  };
  return { settings: { nodejs, demo }, hasToken: token !== undefined, user: who ?? undefined };
}
