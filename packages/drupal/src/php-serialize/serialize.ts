import { DrupalError } from '../errors.ts';
import { PhpFloat, type PhpInput, type PhpKey } from './php-value.ts';

/** What `a:` may hold inside itself before it is taken for a cycle. */
const MAX_DEPTH = 64;

/**
 * Encodes data as PHP's `serialize()` writes it, byte for byte.
 *
 * Whole numbers within 2^53 become ints (`PhpFloat` forces a float), lists, Maps and plain objects become
 * arrays, `Uint8Array` a binary string. Never writes an object: PHP would instantiate it.
 *
 * @throws DrupalError `PHP_SERIALIZE_VALUE`
 */
export function serialize(value: PhpInput): Buffer {
  const parts: Buffer[] = [];
  write(value, parts, 0);
  return Buffer.concat(parts);
}

function write(value: PhpInput, parts: Buffer[], depth: number): void {
  if (value === null) parts.push(ascii('N;'));
  else if (typeof value === 'boolean') parts.push(ascii(`b:${value ? 1 : 0};`));
  else if (typeof value === 'number') parts.push(number(value));
  else if (typeof value === 'bigint') parts.push(int(value));
  else if (typeof value === 'string') parts.push(text(value));
  else if (value instanceof Uint8Array) parts.push(binary(value));
  else if (value instanceof PhpFloat) parts.push(float(value.value));
  else if (isList(value)) array([...value.entries()], parts, depth);
  else if (value instanceof Map) array([...value], parts, depth);
  else if (isPlainObject(value)) array(Object.entries(value), parts, depth);
  else throw unwritable(`a ${typeof value}`);
}

function array(entries: readonly (readonly [PhpKey, PhpInput])[], parts: Buffer[], depth: number): void {
  if (depth >= MAX_DEPTH) throw unwritable(`a value of more than ${MAX_DEPTH} levels`);
  parts.push(ascii(`a:${entries.length}:{`));
  for (const [key, value] of entries) {
    parts.push(arrayKey(key));
    write(value, parts, depth + 1);
  }
  parts.push(ascii('}'));
}

/** PHP itself turns the key '5' into 5; two forms of one key must not stand in one array. */
function arrayKey(key: PhpKey): Buffer {
  if (typeof key === 'number' && !Number.isSafeInteger(key)) throw unwritable('a key that is not an int');
  if (typeof key === 'number' || typeof key === 'bigint') return int(BigInt(key));
  if (typeof key !== 'string') return binary(key);
  return /^(0|-?[1-9]\d{0,18})$/.test(key) && isInt64(BigInt(key)) ? int(BigInt(key)) : text(key);
}

function number(value: number): Buffer {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? ascii(`i:${value};`) : float(value);
}

function int(value: bigint): Buffer {
  if (!isInt64(value)) throw unwritable('an int of more than 64 bits');
  return ascii(`i:${value};`);
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** PHP's own spelling: shortest digits that read back the same, an exponent below 1.0E-4 and from 1.0E+17. */
function float(value: number): Buffer {
  if (Number.isNaN(value)) return ascii('d:NAN;');
  if (!Number.isFinite(value)) return ascii(value > 0 ? 'd:INF;' : 'd:-INF;');
  if (value === 0) return ascii(Object.is(value, -0) ? 'd:-0;' : 'd:0;');
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 17) {
    const mantissa = digits.includes('.') ? digits : `${digits}.0`;
    return ascii(`d:${mantissa}E${power < 0 ? '-' : '+'}${Math.abs(power)};`);
  }
  // Below 1e21 JavaScript spells numbers without an exponent, from 1e-6 on; PHP's 1.0E-5 is handled above.
  return ascii(`d:${value};`);
}

function text(value: string): Buffer {
  if (!value.isWellFormed()) throw unwritable('a string with half a surrogate pair');
  return binary(Buffer.from(value));
}

function binary(bytes: Uint8Array): Buffer {
  return Buffer.concat([ascii(`s:${bytes.length}:"`), bytes, ascii('";')]);
}

function ascii(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

function isList(value: PhpInput): value is readonly PhpInput[] {
  return Array.isArray(value);
}

function isPlainObject(value: object): value is { readonly [key: string]: PhpInput } {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function unwritable(what: string): DrupalError {
  return new DrupalError('PHP_SERIALIZE_VALUE', `cannot write ${what} as PHP data`);
}
