import { DrupalError } from '../errors.ts';
import { malformed } from './php-cursor.ts';
import { type PhpLimits, PhpReader } from './php-reader.ts';
import type { PhpInput, PhpValue } from './php-value.ts';
import { serialize } from './serialize.ts';
import { unserialize } from './unserialize.ts';

const ARRAY_START = Buffer.from('a:');

/**
 * Decodes a PHP session's payload into its top-level values.
 *
 * Understands the handlers `php` (`key|value…`) and `php_serialize` (one array). Goes by lengths, so no
 * text inside a value can pass for a key.
 *
 * @throws DrupalError `PHP_SERIALIZE_MALFORMED` or `PHP_SERIALIZE_LIMIT`
 */
export function decodeSession(bytes: Uint8Array, limits: PhpLimits = {}): Map<string, PhpValue> {
  if (ARRAY_START.equals(bytes.subarray(0, ARRAY_START.length))) return ofArray(unserialize(bytes, limits));
  const reader = new PhpReader(bytes, limits);
  const session = new Map<string, PhpValue>();
  while (!reader.isAtEnd) {
    const key = reader.readKey();
    session.set(key, reader.readValue());
  }
  return session;
}

/**
 * Encodes a session's payload as PHP's handler `php` does.
 *
 * @throws DrupalError `PHP_SERIALIZE_VALUE`
 */
export function encodeSession(session: ReadonlyMap<string, PhpInput>): Buffer {
  return Buffer.concat(
    [...session].map(([key, value]) => {
      if (key === '' || key.includes('|')) {
        throw new DrupalError('PHP_SERIALIZE_VALUE', 'a session key is empty or holds "|"');
      }
      return Buffer.concat([Buffer.from(`${key}|`), serialize(value)]);
    }),
  );
}

function ofArray(value: PhpValue): Map<string, PhpValue> {
  if (value instanceof Map) return new Map([...value].map(([key, entry]) => [String(key), entry]));
  if (Array.isArray(value)) return new Map(value.map((entry, index) => [String(index), entry]));
  throw malformed('a session that is not an array');
}
