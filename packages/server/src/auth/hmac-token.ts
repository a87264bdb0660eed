import { createHmac, timingSafeEqual } from 'node:crypto';
import type { JWTPayload } from 'jose';
import * as errors from 'jose/errors';
import type { TokenKey } from './token-keys.ts';

const digests: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' };

/** Whether a key is a secret that Drupal and the server share. */
export function isSecret({ algorithm }: TokenKey): boolean {
  return Object.hasOwn(digests, algorithm);
}

/**
 * Verifies a token signed with a shared secret, as `jwtVerify` of jose does, and returns its claims.
 *
 * Not by jose, which hands every signature to another thread and waits: that takes longer than to make it here.
 *
 * @param now seconds since 1970
 * @throws JOSEError
 */
export function verifyHmac(token: string, { key, algorithm }: TokenKey, now: number): JWTPayload {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const { alg, crit } = readHead(head);
  if (alg !== algorithm || crit !== undefined) {
    throw new errors.JOSEAlgNotAllowed(`expected the algorithm ${algorithm} and nothing critical`);
  }
  const expected = createHmac(digests[algorithm] ?? '', key)
    .update(`${head}.${payload}`)
    .digest('base64url');
  // As text, so that one signature can't be written in two ways.
  if (!equal(expected, signature)) {
    throw new errors.JWSSignatureVerificationFailed();
  }
  const claims: JWTPayload = parsePart(payload);
  time(claims, 'iat');
  const nbf = time(claims, 'nbf');
  if (nbf !== undefined && nbf > now) {
    throw new errors.JWTClaimValidationFailed('not valid yet', claims, 'nbf');
  }
  const exp = time(claims, 'exp');
  if (exp !== undefined && exp <= now) {
    throw new errors.JWTExpired('expired', claims, 'exp');
  }
  return claims;
}

function equal(expected: string, found: string): boolean {
  return expected.length === found.length && timingSafeEqual(Buffer.from(expected), Buffer.from(found));
}

let knownHead: string | undefined;
let known: Readonly<Record<string, unknown>> = {};

/** Reads the head of a token: most often that of the last one, since those of one issuer are alike. @throws JWTInvalid */
export function readHead(head: string): Readonly<Record<string, unknown>> {
  if (head !== knownHead) {
    known = parsePart(head);
    knownHead = head;
  }
  return known;
}

/** Reads what a token claims. @throws JWTInvalid */
export function parsePart(part: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch (cause) {
    throw new errors.JWTInvalid('expected JSON', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new errors.JWTInvalid('expected a JSON object');
  }
  return value as Readonly<Record<string, unknown>>;
}

function time(claims: JWTPayload, claim: 'iat' | 'nbf' | 'exp'): number | undefined {
  const value: unknown = claims[claim];
  if (value !== undefined && typeof value !== 'number') {
    throw new errors.JWTClaimValidationFailed('expected a number', claims, claim);
  }
  return value;
}
