import { PhpCustomObject, PhpEnum, type PhpObject, type PhpValue } from '@drupal-nodejs/drupal';

/** A decoded value in the form of vectors/php.json, see write-vectors.php. */
export function describeValue(value: PhpValue): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return { int: String(value) };
  if (typeof value === 'number') return { number: Number.isNaN(value) ? 'NAN' : doubleHex(value) };
  if (typeof value === 'string') return { string: Buffer.from(value).toString('base64') };
  if (Buffer.isBuffer(value)) return { string: value.toString('base64') };
  if (Array.isArray(value)) return { array: describePairs(value.entries()) };
  if (value instanceof Map) return { array: describePairs(value) };
  if (value instanceof PhpEnum) return { enum: value.className, case: value.caseName };
  if (value instanceof PhpCustomObject)
    return { custom: value.className, bytes: value.bytes.toString('base64') };
  return describeObject(value);
}

export function describePairs(entries: Iterable<readonly [PhpValue, PhpValue]>): unknown {
  return [...entries].map(([key, entry]) => [describeValue(key), describeValue(entry)]);
}

function describeObject({ className, properties }: PhpObject): unknown {
  return { object: className, properties: describePairs(properties) };
}

function doubleHex(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}
