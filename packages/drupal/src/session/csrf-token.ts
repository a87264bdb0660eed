import { createHmac, timingSafeEqual } from 'node:crypto';

/** What Drupal signs for the header `X-CSRF-Token`, as `GET /session/token` hands out. */
const HEADER_VALUE = 'X-CSRF-Token request header';

/** The three secrets of a token: of the session, of the database, of settings.php. */
export interface CsrfSecrets {
  readonly seed: string;
  readonly privateKey: string;
  readonly hashSalt: string;
}

/** Computes the token that Drupal expects in the header `X-CSRF-Token`, or as `token` in a link to a path. */
export function csrfToken({ seed, privateKey, hashSalt }: CsrfSecrets, path = HEADER_VALUE): string {
  return createHmac('sha256', `${seed}${privateKey}${hashSalt}`).update(path).digest('base64url');
}

/** Compares tokens in a time that tells nothing of where they differ. */
export function isSameToken(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
