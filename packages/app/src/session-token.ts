import type { Drupal } from '@drupal-nodejs/drupal';
import type { AppRequest } from './app-request.ts';
import type { DrupalHttp } from './drupal-http.ts';

/** The token of a session; Drupal is asked where the session has no seed yet, and gives it one. */
export async function sessionToken(
  drupal: Drupal,
  http: DrupalHttp,
  { headers, address }: AppRequest,
): Promise<string | undefined> {
  const token = await drupal.csrfToken(headers);
  const cookie = drupal.sessionCookie(headers);
  if (token !== undefined || cookie === undefined) return token;
  const { status, body } = await http.send({
    method: 'GET',
    path: '/session/token',
    headers: { cookie },
    address,
  });
  return status === 200 && /^[\w-]{43}$/.test(body) ? body : undefined;
}
