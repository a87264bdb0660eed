import { malformed } from './php-cursor.ts';
import { type PhpLimits, PhpReader } from './php-reader.ts';
import type { PhpValue } from './php-value.ts';

/**
 * Decodes what PHP's `serialize()` wrote, as data.
 *
 * Works on bytes, because PHP's lengths count bytes. Arrays with keys 0..n-1 become arrays, others Maps;
 * objects become `PhpObject`. Nothing is ever instantiated and no key can reach a prototype.
 *
 * @throws DrupalError `PHP_SERIALIZE_MALFORMED` or `PHP_SERIALIZE_LIMIT`
 */
export function unserialize(bytes: Uint8Array, limits: PhpLimits = {}): PhpValue {
  const reader = new PhpReader(bytes, limits);
  const value = reader.readValue();
  if (!reader.isAtEnd) throw malformed('bytes after the end of the value');
  return value;
}
