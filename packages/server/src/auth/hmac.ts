import { hash } from 'node:crypto';
import type { TokenKey } from './token-keys.ts';

/** By the algorithms of tokens: the hash function, how many bytes it makes, and how many it takes at a time (FIPS 180-4). */
const hashes: Readonly<Record<string, readonly [name: string, bytes: number, blockBytes: number]>> = {
  HS256: ['sha256', 32, 64],
  HS384: ['sha384', 48, 128],
  HS512: ['sha512', 64, 128],
};

/**
 * Signs texts with one secret (RFC 2104).
 *
 * Not by `createHmac`: that makes a native object for each text, which takes longer than the two hashes.
 * Its pads give the secret away to whoever reads the heap; but so does the configuration, which is kept as long as the
 * server runs.
 */
export class Hmac {
  readonly algorithm: string;
  readonly #hash: string;
  readonly #innerPad: Uint8Array;
  /** The outer pad, and the inner hash of the last text. */
  readonly #outer: Buffer;

  private constructor({ algorithm, key }: TokenKey, [name, bytes, blockBytes]: (typeof hashes)[string]) {
    const secret = key.export();
    const block = Buffer.alloc(blockBytes);
    block.set(secret.length > blockBytes ? hash(name, secret, 'buffer') : secret);
    this.algorithm = algorithm;
    this.#hash = name;
    this.#innerPad = block.map((byte) => byte ^ 0x36);
    this.#outer = Buffer.concat([block.map((byte) => byte ^ 0x5c)], blockBytes + bytes);
  }

  /** What a key signs with; nothing where it is no secret that Drupal and the server share. */
  static of(key: TokenKey): Hmac | undefined {
    const found = hashes[key.algorithm];
    return found && new Hmac(key, found);
  }

  /** Returns the signature of a text, in base64url. */
  sign(text: string): string {
    const inner = hash(this.#hash, Buffer.concat([this.#innerPad, Buffer.from(text)]), 'binary');
    this.#outer.write(inner, this.#innerPad.length, 'binary');
    return hash(this.#hash, this.#outer, 'base64url');
  }
}
