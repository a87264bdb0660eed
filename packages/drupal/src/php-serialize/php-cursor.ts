import { isUtf8 } from 'node:buffer';
import { DrupalError } from '../errors.ts';

/** Digits of a length at most. */
const LONGEST_LENGTH = 10;
/** Longest number PHP writes is a float of some 25 bytes; longer is an attack on the scan. */
const LONGEST_NUMBER = 64;
/** Signs up to which looking at each in turn costs less than asking for all. */
const SHORT = 64;

const QUOTE = 0x22;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * A place in serialized bytes that moves on over signs, lengths and what is as long as they say.
 *
 * The bytes are held as a text with a sign for each byte, out of which V8 cuts strings without a copy.
 *
 * @internal
 */
export class PhpCursor {
  readonly #bytes: string;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  }

  get position(): number {
    return this.#position;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#bytes.length;
  }

  /** The next byte; NaN at the end. */
  next(): number {
    return this.#bytes.charCodeAt(this.#position++);
  }

  /** @throws DrupalError `PHP_SERIALIZE_MALFORMED`, as all that follow */
  expect(wanted: number): void {
    if (this.#bytes.charCodeAt(this.#position) !== wanted) {
      throw malformed(`expected ${String.fromCharCode(wanted)} at byte ${this.#position}`);
    }
    this.#position++;
  }

  /** What stands before the next such sign, which is passed; undefined when there is none. */
  before(sign: string): string | undefined {
    const at = this.#bytes.indexOf(sign, this.#position);
    if (at < 0) return undefined;
    const found = this.#bytes.slice(this.#position, at);
    this.#position = at + 1;
    return found;
  }

  number(end: string, form: RegExp): string {
    const from = this.#position;
    const at = this.#bytes.slice(from, from + LONGEST_NUMBER).indexOf(end);
    const text = this.#bytes.slice(from, from + Math.max(at, 0));
    if (at < 0 || !form.test(text)) throw malformed(`not a number at byte ${from}`);
    this.#position = from + at + 1;
    return text;
  }

  /** Ten digits at most; undefined, and nothing passed, for anything else. One by one, as a session has dozens of them. */
  digits(end: number): number | undefined {
    const from = this.#position;
    let number = 0;
    for (let at = from; at <= from + LONGEST_LENGTH; at++) {
      const digit = this.#bytes.charCodeAt(at);
      if (digit === end && at > from) {
        this.#position = at + 1;
        return number;
      }
      if (!(digit >= ZERO && digit <= NINE)) break;
      number = number * 10 + (digit - ZERO);
    }
    return undefined;
  }

  length(end: number): number {
    const length = this.digits(end);
    if (length === undefined) throw malformed(`not a number at byte ${this.#position}`);
    return length;
  }

  /** So many bytes, as a text with a sign for each. */
  take(length: number): string {
    const left = this.#bytes.length - this.#position;
    if (length > left) throw malformed(`${length} bytes announced at byte ${this.#position}, ${left} left`);
    const from = this.#position;
    this.#position += length;
    return this.#bytes.slice(from, this.#position);
  }

  /** What stands in quotes after its length. */
  quoted(lengthEnd: number): string {
    const length = this.length(lengthEnd);
    this.expect(QUOTE);
    const taken = this.take(length);
    this.expect(QUOTE);
    return taken;
  }
}

/** Bytes as the text that they are in UTF-8; as bytes, where they are none. @internal */
export function textOf(bytes: string): string | Buffer {
  if (bytes.length <= SHORT && isAscii(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  return isUtf8(buffer) ? buffer.toString('utf8') : buffer;
}

function isAscii(bytes: string): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes.charCodeAt(at) >= 0x80) return false;
  return true;
}

/** @internal */
export function malformed(what: string): DrupalError {
  return new DrupalError('PHP_SERIALIZE_MALFORMED', `serialized PHP data: ${what}`);
}
