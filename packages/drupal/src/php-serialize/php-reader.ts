import { isUtf8 } from 'node:buffer';
import { DrupalError } from '../errors.ts';
import { PhpCustomObject, PhpEnum, type PhpKey, type PhpMap, PhpObject, type PhpValue } from './php-value.ts';

/** Bounds on what foreign bytes may cost. */
export interface PhpLimits {
  /** Bytes of the whole input. @default 16777216 */
  readonly maxBytes?: number;
  /** Arrays and objects inside each other. @default 64 */
  readonly maxDepth?: number;
  /** Values in all, nested ones included. @default 1000000 */
  readonly maxElements?: number;
}

const INT = /^-?\d{1,20}$/;
const FLOAT = /^(-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|-?INF|NAN)$/;
/** Digits of a length at most. */
const LONGEST_LENGTH = 10;
/** Bytes up to which looking at each in turn costs less than asking for all. */
const SHORT = 64;
/** Longest number PHP writes is a float of some 25 bytes; longer is an attack on the scan. */
const LONGEST_NUMBER = 64;

const byte = (character: string): number => character.charCodeAt(0);
const COLON = byte(':');
const QUOTE = byte('"');
const SEMICOLON = byte(';');
const OPEN = byte('{');
const CLOSE = byte('}');
const ZERO = byte('0');
const NINE = byte('9');

/** The signs that stand for types, by their bytes. */
const KINDS: readonly (string | undefined)[] = Array.from({ length: 256 }, (_, code) =>
  'NbidsaOCErR'.includes(String.fromCharCode(code)) ? String.fromCharCode(code) : undefined,
);

/** Place of an array that is still being read: whether it is a list is only known at its end. */
const UNFINISHED = Symbol('unfinished array');

/**
 * Reads serialized values one after another from bytes.
 *
 * Lengths count bytes and are checked before anything is cut out. All values of one reader share one
 * numbering for references (`r:`, `R:`), because PHP's sessions do.
 *
 * @internal
 */
export class PhpReader {
  readonly #bytes: Buffer;
  readonly #maxDepth: number;
  #elementsLeft: number;
  #position = 0;
  readonly #slots: (PhpValue | typeof UNFINISHED)[] = [];

  constructor(
    bytes: Uint8Array,
    { maxBytes = 16 * 1024 * 1024, maxDepth = 64, maxElements = 1_000_000 }: PhpLimits,
  ) {
    if (bytes.length > maxBytes) throw limit(`at most ${maxBytes} bytes, found ${bytes.length}`);
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#maxDepth = maxDepth;
    this.#elementsLeft = maxElements;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** Key of a session's value: what stands before the next `|`. */
  readKey(): string {
    const at = this.#bytes.indexOf('|', this.#position, 'latin1');
    if (at < 0) throw malformed('a session that ends inside a key');
    const key = this.#utf8(this.#bytes.subarray(this.#position, at));
    this.#position = at + 1;
    return key;
  }

  readValue(depth = 0): PhpValue {
    if (--this.#elementsLeft < 0) throw limit('too many values');
    const kind = KINDS[this.#bytes[this.#position] ?? 0];
    this.#position++;
    if (kind === 'N') {
      this.#expect(SEMICOLON);
      return this.#keep(null);
    }
    this.#expect(COLON);
    switch (kind) {
      case 'b':
        return this.#keep(this.#boolean());
      case 'i':
        return this.#keep(this.#int());
      case 'd':
        return this.#keep(this.#float());
      case 's':
        return this.#keep(this.#stringEnd(SEMICOLON));
      case 'a':
        return this.#array(depth);
      case 'O':
        return this.#object(depth);
      case 'C':
        return this.#keep(this.#customObject());
      case 'E':
        return this.#keep(this.#enum());
      case 'r':
        return this.#keep(this.#reference());
      case 'R':
        return this.#reference();
      default:
        throw malformed(`unknown type at byte ${this.#position - 2}`);
    }
  }

  #keep(value: PhpValue): PhpValue {
    this.#slots.push(value);
    return value;
  }

  #expect(wanted: number): void {
    if (this.#bytes[this.#position] !== wanted) {
      throw malformed(`expected ${String.fromCharCode(wanted)} at byte ${this.#position}`);
    }
    this.#position++;
  }

  #token(end: number, form: RegExp): string {
    const from = this.#position;
    const at = this.#bytes.subarray(from, from + LONGEST_NUMBER).indexOf(end);
    const text = this.#bytes.toString('latin1', from, from + Math.max(at, 0));
    if (at < 0 || !form.test(text)) throw malformed(`not a number at byte ${from}`);
    this.#position = from + at + 1;
    return text;
  }

  #boolean(): boolean {
    const digit = this.#token(SEMICOLON, /^[01]$/);
    return digit === '1';
  }

  #int(): number | bigint {
    const text = this.#token(SEMICOLON, INT);
    const value = Number(text);
    // `+ 0` turns the -0 of "i:-0;" into PHP's only integer zero.
    if (Number.isSafeInteger(value)) return value + 0;
    const large = BigInt(text);
    if (BigInt.asIntN(64, large) !== large) throw malformed('an int of more than 64 bits');
    return large;
  }

  #float(): number {
    const text = this.#token(SEMICOLON, FLOAT);
    if (text.endsWith('INF')) return text === 'INF' ? Infinity : -Infinity;
    return Number(text);
  }

  /** Digit by digit: a session has dozens of lengths, and is read with each request. */
  #length(end: number): number {
    const from = this.#position;
    let length = 0;
    for (let at = from; at <= from + LONGEST_LENGTH; at++) {
      const digit = this.#bytes[at];
      if (digit === end && at > from) {
        this.#position = at + 1;
        return length;
      }
      if (digit === undefined || digit < ZERO || digit > NINE) break;
      length = length * 10 + (digit - ZERO);
    }
    throw malformed(`not a number at byte ${from}`);
  }

  #slice(length: number): Buffer {
    if (length > this.#bytes.length - this.#position) {
      throw malformed(
        `${length} bytes announced at byte ${this.#position}, ${this.#bytes.length - this.#position} left`,
      );
    }
    const slice = this.#bytes.subarray(this.#position, this.#position + length);
    this.#position += length;
    return slice;
  }

  #quoted(): Buffer {
    const length = this.#length(COLON);
    this.#expect(QUOTE);
    const slice = this.#slice(length);
    this.#expect(QUOTE);
    return slice;
  }

  #stringEnd(end: number): string | Buffer {
    const ascii = this.#shortAscii(end);
    if (ascii !== undefined) return ascii;
    const slice = this.#quoted();
    this.#expect(end);
    // A copy: a view would keep the whole input alive and change with it.
    return isUtf8(slice) ? slice.toString('utf8') : Buffer.from(slice);
  }

  /** A string as most are, without a view of its bytes; undefined, and nothing read, for any other. */
  #shortAscii(end: number): string | undefined {
    const start = this.#position;
    const length = this.#length(COLON);
    const from = this.#position + 1;
    const to = from + length;
    const bytes = this.#bytes;
    let isAscii =
      length <= SHORT && bytes[from - 1] === QUOTE && bytes[to] === QUOTE && bytes[to + 1] === end;
    for (let at = from; isAscii && at < to; at++) isAscii = (bytes[at] ?? 0xff) < 0x80;
    this.#position = isAscii ? to + 2 : start;
    return isAscii ? bytes.toString('latin1', from, to) : undefined;
  }

  #utf8(slice: Buffer): string {
    if (!isUtf8(slice)) throw malformed('a name that is not UTF-8');
    return slice.toString('utf8');
  }

  #count(): number {
    const count = this.#length(COLON);
    this.#expect(OPEN);
    return count;
  }

  #key(): PhpKey {
    const kind = this.#bytes[this.#position];
    this.#position++;
    this.#expect(COLON);
    if (kind === byte('i')) return this.#int();
    if (kind === byte('s')) return this.#stringEnd(SEMICOLON);
    throw malformed(`a key that is neither int nor string at byte ${this.#position - 2}`);
  }

  #array(depth: number): PhpValue {
    this.#deeper(depth);
    const slot = this.#slots.push(UNFINISHED) - 1;
    const count = this.#count();
    const list: PhpValue[] = [];
    let map: PhpMap | undefined;
    for (let index = 0; index < count; index++) {
      const key = this.#key();
      if (map === undefined && key !== index) map = new Map(list.entries());
      const value = this.readValue(depth + 1);
      if (map === undefined) list.push(value);
      else map.set(key, value);
    }
    this.#expect(CLOSE);
    const array = map ?? list;
    this.#slots[slot] = array;
    return array;
  }

  #object(depth: number): PhpValue {
    this.#deeper(depth);
    const object = new PhpObject(this.#utf8(this.#quoted()));
    this.#expect(COLON);
    this.#keep(object);
    const count = this.#count();
    for (let index = 0; index < count; index++) {
      const { scope, name } = propertyName(this.#key());
      const value = this.readValue(depth + 1);
      object.properties.set(object.properties.has(name) ? `${scope}::${name}` : name, value);
    }
    this.#expect(CLOSE);
    return object;
  }

  #customObject(): PhpCustomObject {
    const className = this.#utf8(this.#quoted());
    this.#expect(COLON);
    const length = this.#length(COLON);
    this.#expect(OPEN);
    const bytes = Buffer.from(this.#slice(length));
    this.#expect(CLOSE);
    return new PhpCustomObject(className, bytes);
  }

  #enum(): PhpEnum {
    const [className, caseName, ...rest] = this.#utf8(this.#quoted()).split(':');
    this.#expect(SEMICOLON);
    if (!className || !caseName || rest.length > 0) throw malformed('an enum that is not Class:Case');
    return new PhpEnum(className, caseName);
  }

  #reference(): PhpValue {
    const number = this.#length(SEMICOLON);
    const value = this.#slots[number - 1];
    if (value === undefined)
      throw malformed(`a reference to value ${number}, ${this.#slots.length} read so far`);
    if (value === UNFINISHED) throw malformed('an array that contains itself');
    return value;
  }

  #deeper(depth: number): void {
    if (depth >= this.#maxDepth) throw limit(`at most ${this.#maxDepth} levels`);
  }
}

/** `\0Class\0name` is private, `\0*\0name` protected, a bare name public. */
function propertyName(key: PhpKey): { scope: string; name: string } {
  const text = Buffer.isBuffer(key) ? key.toString('latin1') : String(key);
  const end = text.startsWith('\0') ? text.indexOf('\0', 1) : -1;
  return end < 0 ? { scope: '', name: text } : { scope: text.slice(1, end), name: text.slice(end + 1) };
}

/** @internal */
export function malformed(what: string): DrupalError {
  return new DrupalError('PHP_SERIALIZE_MALFORMED', `serialized PHP data: ${what}`);
}

function limit(what: string): DrupalError {
  return new DrupalError('PHP_SERIALIZE_LIMIT', `serialized PHP data: ${what}`);
}
