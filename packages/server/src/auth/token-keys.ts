import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { StartError } from '../errors.ts';
import type { AuthOptions } from '../options.ts';

type TokenOptions = NonNullable<AuthOptions['token']>;

/** How a token may be signed; the names are those of its header. */
export type TokenAlgorithm = TokenOptions['keys'][number]['algorithm'];

/** A key that verifies tokens, and the only algorithm it does it with. */
export interface TokenKey {
  /** What a token names as `kid`. */
  readonly id: string;
  readonly algorithm: TokenAlgorithm;
  readonly key: KeyObject;
}

const leastRsaBits = 2048;

/**
 * Reads the keys of the configuration and of its JWKS file; none where there is no such block.
 *
 * @param where - the block in the configuration
 * @throws StartError CONFIG_VALUE
 */
export function readTokenKeys(options: TokenOptions | undefined, where = 'auth.token'): readonly TokenKey[] {
  if (options === undefined) {
    return [];
  }
  const { keys, jwks } = options;
  const read = [
    ...keys.map((key, index) => readKey(key, `${where}.keys[${index}]`)),
    ...(jwks === undefined ? [] : readKeySet(jwks, `${where}.jwks`)),
  ];
  const ids = read.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw wrong(where, 'every key to have its own id', `${JSON.stringify(twice)} twice`);
  }
  if (read.length === 0) {
    throw wrong(where, 'keys or jwks', 'no key');
  }
  return read;
}

function readKey({ id, algorithm, secret, publicKey }: TokenOptions['keys'][number], path: string): TokenKey {
  const isSecret = algorithm.startsWith('HS');
  const superfluous = isSecret ? publicKey : secret;
  if (superfluous !== undefined) {
    const name = isSecret ? 'publicKey' : 'secret';
    throw wrong(`${path}.${name}`, `no such key with ${algorithm}`, `${superfluous.length} characters`);
  }
  if (isSecret) {
    if (secret === undefined) {
      throw wrong(`${path}.secret`, `a secret for ${algorithm}`, 'nothing');
    }
    return { id, algorithm, key: createSecretKey(secret, 'utf8') };
  }
  const where = `${path}.publicKey`;
  if (publicKey === undefined) {
    throw wrong(where, `a public key for ${algorithm}`, 'nothing');
  }
  // Node would make a public key of it: but who has this key can sign, and that is Drupal alone.
  if (publicKey.includes('PRIVATE KEY')) {
    throw wrong(where, 'a public key', 'a private key');
  }
  return { id, algorithm, key: checked(where, algorithm, () => createPublicKey(publicKey)) };
}

function readKeySet(file: string, where: string): TokenKey[] {
  let keys: unknown;
  try {
    keys = (JSON.parse(readFileSync(file, 'utf8')) as { keys?: unknown }).keys;
  } catch (cause) {
    throw wrong(where, `${file} to be a readable JSON file`, (cause as Error).message);
  }
  if (!Array.isArray(keys)) {
    throw wrong(where, `${file} to hold {"keys": […]}`, 'something else');
  }
  return keys.flatMap((jwk: unknown, index) => readJwk(jwk, `${where}: keys[${index}]`));
}

function readJwk(value: unknown, where: string): TokenKey | [] {
  if (typeof value !== 'object' || value === null) {
    throw wrong(where, 'a JWK', typeof value);
  }
  const jwk = value as JsonWebKey;
  const { kid, alg, use } = jwk;
  if (use === 'enc') {
    return [];
  }
  if (typeof kid !== 'string') {
    throw wrong(`${where}.kid`, 'an id', 'none');
  }
  if (jwk.d !== undefined || jwk.kty === 'oct') {
    throw wrong(where, 'a public key', jwk.kty === 'oct' ? 'a secret' : 'a private key');
  }
  const algorithm = algorithms.find((name) => name === (alg ?? usual[String(jwk.crv ?? jwk.kty)]));
  if (algorithm === undefined) {
    throw wrong(`${where}.alg`, algorithms.join(', '), JSON.stringify(alg ?? jwk.crv ?? jwk.kty));
  }
  return {
    id: kid,
    algorithm,
    key: checked(where, algorithm, () => createPublicKey({ key: jwk, format: 'jwk' })),
  };
}

const algorithms = ['RS256', 'ES256', 'EdDSA'] as const;
const usual: Readonly<Record<string, string>> = { RSA: 'RS256', 'P-256': 'ES256', Ed25519: 'EdDSA' };

function checked(where: string, algorithm: TokenAlgorithm, read: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    throw wrong(where, `a public key for ${algorithm}`, 'something else');
  }
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
  const kind = namedCurve ?? key.asymmetricKeyType;
  const fits = { RS256: 'rsa', ES256: 'prime256v1', EdDSA: 'ed25519' }[algorithm as 'RS256'];
  if (kind !== fits) {
    throw wrong(where, `a key of type ${fits} for ${algorithm}`, String(kind));
  }
  if (kind === 'rsa' && modulusLength < leastRsaBits) {
    throw wrong(where, `at least ${leastRsaBits} bits`, `${modulusLength}`);
  }
  return key;
}

function wrong(path: string, expected: string, found: string): StartError {
  return new StartError('CONFIG_VALUE', `${path}: expected ${expected}, found ${found}`);
}
