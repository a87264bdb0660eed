import { DrupalError } from '../errors.ts';
import { malformed, PhpCursor, textOf } from './php-cursor.ts';
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

const byte = (character: string): number => character.charCodeAt(0);
const COLON = byte(':');
const SEMICOLON = byte(';');
const OPEN = byte('{');
const CLOSE = byte('}');

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
  readonly #at: PhpCursor;
  readonly #maxDepth: number;
  #elementsLeft: number;
  readonly #slots: (PhpValue | typeof UNFINISHED)[] = [];

  constructor(
    bytes: Uint8Array,
    { maxBytes = 16 * 1024 * 1024, maxDepth = 64, maxElements = 1_000_000 }: PhpLimits,
  ) {
    if (bytes.length > maxBytes) throw limit(`at most ${maxBytes} bytes, found ${bytes.length}`);
    this.#at = new PhpCursor(bytes);
    this.#maxDepth = maxDepth;
    this.#elementsLeft = maxElements;
  }

  get isAtEnd(): boolean {
    return this.#at.isAtEnd;
  }

  /** Key of a session's value: what stands before the next `|`. */
  readKey(): string {
    const key = this.#at.before('|');
    if (key === undefined) throw malformed('a session that ends inside a key');
    return name(key);
  }

  readValue(depth = 0): PhpValue {
    if (--this.#elementsLeft < 0) throw limit('too many values');
    const kind = KINDS[this.#at.next()];
    if (kind === 'N') {
      this.#at.expect(SEMICOLON);
      return this.#keep(null);
    }
    this.#at.expect(COLON);
    switch (kind) {
      case 'b':
        return this.#keep(this.#boolean());
      case 'i':
        return this.#keep(this.#int());
      case 'd':
        return this.#keep(this.#float());
      case 's':
        return this.#keep(this.#string());
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
        throw malformed(`unknown type at byte ${this.#at.position - 2}`);
    }
  }

  #keep(value: PhpValue): PhpValue {
    this.#slots.push(value);
    return value;
  }

  #boolean(): boolean {
    const from = this.#at.position;
    const digit = this.#at.digits(SEMICOLON);
    const isOne = digit === 1;
    if ((digit !== 0 && !isOne) || this.#at.position !== from + 2)
      throw malformed(`not a boolean at byte ${from}`);
    return isOne;
  }

  #int(): number | bigint {
    const short = this.#at.digits(SEMICOLON);
    if (short !== undefined) return short;
    const text = this.#at.number(';', INT);
    const value = Number(text);
    // `+ 0` turns the -0 of "i:-0;" into PHP's only integer zero.
    if (Number.isSafeInteger(value)) return value + 0;
    const large = BigInt(text);
    if (BigInt.asIntN(64, large) !== large) throw malformed('an int of more than 64 bits');
    return large;
  }

  #float(): number {
    const text = this.#at.number(';', FLOAT);
    if (text.endsWith('INF')) return text === 'INF' ? Infinity : -Infinity;
    return Number(text);
  }

  #string(): string | Buffer {
    const bytes = this.#at.quoted(COLON);
    this.#at.expect(SEMICOLON);
    return textOf(bytes);
  }

  #count(): number {
    const count = this.#at.length(COLON);
    this.#at.expect(OPEN);
    return count;
  }

  #key(): PhpKey {
    const kind = KINDS[this.#at.next()];
    this.#at.expect(COLON);
    if (kind === 'i') return this.#int();
    if (kind === 's') return this.#string();
    throw malformed(`a key that is neither int nor string at byte ${this.#at.position - 2}`);
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
    this.#at.expect(CLOSE);
    const array = map ?? list;
    this.#slots[slot] = array;
    return array;
  }

  #object(depth: number): PhpValue {
    this.#deeper(depth);
    const object = new PhpObject(name(this.#at.quoted(COLON)));
    this.#at.expect(COLON);
    this.#keep(object);
    const count = this.#count();
    for (let index = 0; index < count; index++) {
      const property = propertyName(this.#key());
      const value = this.readValue(depth + 1);
      const { scope, name } = property;
      object.properties.set(object.properties.has(name) ? `${scope}::${name}` : name, value);
    }
    this.#at.expect(CLOSE);
    return object;
  }

  #customObject(): PhpCustomObject {
    const className = name(this.#at.quoted(COLON));
    this.#at.expect(COLON);
    const length = this.#at.length(COLON);
    this.#at.expect(OPEN);
    const bytes = Buffer.from(this.#at.take(length), 'latin1');
    this.#at.expect(CLOSE);
    return new PhpCustomObject(className, bytes);
  }

  #enum(): PhpEnum {
    const [className, caseName, ...rest] = name(this.#at.quoted(COLON)).split(':');
    this.#at.expect(SEMICOLON);
    if (!className || !caseName || rest.length > 0) throw malformed('an enum that is not Class:Case');
    return new PhpEnum(className, caseName);
  }

  #reference(): PhpValue {
    const number = this.#at.length(SEMICOLON);
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

function name(bytes: string): string {
  const text = textOf(bytes);
  if (typeof text !== 'string') throw malformed('a name that is not UTF-8');
  return text;
}

/** `\0Class\0name` is private, `\0*\0name` protected, a bare name public. */
function propertyName(key: PhpKey): { scope: string; name: string } {
  const text = Buffer.isBuffer(key) ? key.toString('latin1') : String(key);
  const end = text.startsWith('\0') ? text.indexOf('\0', 1) : -1;
  return end < 0 ? { scope: '', name: text } : { scope: text.slice(1, end), name: text.slice(end + 1) };
}

function limit(what: string): DrupalError {
  return new DrupalError('PHP_SERIALIZE_LIMIT', `serialized PHP data: ${what}`);
}
