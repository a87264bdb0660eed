import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import { sessionOfToken } from '../auth/callback.ts';
import type { Member } from '../hub/roster.ts';
import { everybody } from '../revocation/revocations.ts';
import type { Site } from '../site/site.ts';

/** Connections of the session that a token stands for. */
export async function membersWith(site: Site, token: string): Promise<Member[]> {
  const sids = [sessionOfToken(token), (await site.auth.recall(token))?.sid];
  return [...site.roster.all()].filter(({ sid }) => sid !== undefined && sids.includes(sid));
}

/** Ends the session that a token stands for, as of `at` (seconds since 1970): what was remembered of it, and its connections. */
export async function endSession(site: Site, token: string, at: number): Promise<void> {
  const identity = await site.auth.recall(token);
  const members = await membersWith(site, token);
  site.auth.forget(token, at);
  const sessions = new Map(
    [identity, ...members].flatMap((of) =>
      of?.sid === undefined ? [] : [[`${of.user} ${of.sid}`, of] as const],
    ),
  );
  for (const { user, sid = '' } of sessions.values()) {
    if (user !== '') {
      await site.revoke({ user, sid, mode: 'end', at });
    }
  }
  if (sessions.size === 0) {
    // A listener of `uni_sse` keeps who it is in its cursor, whatever this process forgot.
    await site.revoke({ user: everybody, sid: sessionOfToken(token), mode: 'end', at });
  }
  for (const member of members) {
    member.close(new Disconnect(DisconnectCode.invalidToken, 'logged out'));
  }
}
