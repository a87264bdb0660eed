import { DrupalError } from '../errors.ts';
import { decodeSession, type PhpValue } from '../php-serialize/index.ts';

/**
 * Tells whether a session's payload names the user of its column.
 *
 * Drupal itself goes by the payload, and the column mirrors it. Where the two differ, or the payload is
 * broken, nobody can say who this is. A payload of another PHP serializer (igbinary, msgpack) can't be
 * read here; then the column alone counts.
 */
export function payloadNames(uid: number, payload: Uint8Array | null): boolean {
  if (payload === null) return false;
  return isOfOtherSerializer(payload) || uidOf(payload) === uid;
}

/** The user of a session's payload, for stores that have no other word of it; undefined when it names none. */
export function uidOf(payload: Uint8Array): number | undefined {
  const claimed = bag(payload, '_sf2_attributes')?.get('uid');
  // Drupal writes it as a string, and it may be a number.
  if (typeof claimed === 'number' || (typeof claimed === 'string' && /^(0|[1-9]\d*)$/.test(claimed))) {
    return Number(claimed);
  }
  return undefined;
}

/** Seed of the session's CSRF tokens; sessions without a form yet have none. */
export function csrfSeed(payload: Uint8Array | null): string | undefined {
  const seed = payload === null ? undefined : bag(payload, '_sf2_meta')?.get('s');
  return typeof seed === 'string' && seed !== '' ? seed : undefined;
}

function bag(payload: Uint8Array, name: string): ReadonlyMap<unknown, PhpValue> | undefined {
  try {
    const value = decodeSession(payload).get(name);
    return value instanceof Map ? value : undefined;
  } catch (error) {
    // A broken payload is a session without content: what a hostile row may say is "nobody".
    if (error instanceof DrupalError) return undefined;
    throw error;
  }
}

/** PHP's own handlers start with a session key or `a:`; igbinary and msgpack with a byte that is no letter. */
function isOfOtherSerializer(payload: Uint8Array): boolean {
  const first = payload[0];
  return first !== undefined && (first < 0x20 || first > 0x7e);
}
