import { randomBytes } from 'node:crypto';
import type { Insertable } from 'kysely';
import { encodeSession } from '../php-serialize/index.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { hashSessionId } from '../session/session-id.ts';
import { unixNow } from './unix-now.ts';

/** A log-in whose session is to be written. */
export interface NewSession {
  readonly uid: number;
  /** Session id of the cookie. @default a random one */
  readonly cookieValue?: string;
  /** Address of the browser. @default '127.0.0.1' */
  readonly hostname?: string;
  /** Unix seconds of the last use. @default now */
  readonly timestamp?: number;
}

/** What the browser gets, and under what the table has it. */
export interface WrittenSession {
  /** Value of the session cookie; a secret. */
  readonly cookieValue: string;
  /** `sessions.sid`, the hashed id. */
  readonly sid: string;
}

/** Makes the row that Drupal writes when someone logs in. @internal */
export function newSession({
  uid,
  cookieValue = randomBytes(36).toString('base64url').replaceAll('_', ','),
  hostname = '127.0.0.1',
  timestamp = unixNow(),
}: NewSession): { row: Insertable<DrupalTables['sessions']>; written: WrittenSession } {
  const sid = hashSessionId(cookieValue);
  const session = encodeSession(
    new Map([
      ['_sf2_attributes', { uid: String(uid), check_logged_in: true }],
      ['_sf2_meta', { u: timestamp, c: timestamp, l: 2_000_000, s: randomBytes(32).toString('base64url') }],
    ]),
  );
  return { row: { uid, sid, hostname, timestamp, session }, written: { cookieValue, sid } };
}
