import { timingSafeEqual } from 'node:crypto';
import type { JWTPayload } from 'jose';
import * as errors from 'jose/errors';
import type { Hmac } from './hmac.ts';

/** What a part of a token says. */
export type TokenPart = Readonly<Record<string, unknown>>;

/**
 * Verifies a token signed with a shared secret, as `jwtVerify` of jose does, and returns its claims.
 *
 * Not by jose, which hands every signature to another thread and waits: that takes longer than to make it here.
 *
 * @param head of the token, as {@link parsePart} reads it
 * @param now seconds since 1970
 * @throws JOSEError
 */
export function verifyHmac(token: string, { alg, crit }: TokenPart, hmac: Hmac, now: number): JWTPayload {
  if (alg !== hmac.algorithm || crit !== undefined) {
    throw new errors.JOSEAlgNotAllowed(`expected the algorithm ${hmac.algorithm} and nothing critical`);
  }
  const end = token.lastIndexOf('.');
  const signed = token.slice(0, end);
  // As text, so that one signature can't be written in two ways.
  if (!equal(hmac.sign(signed), token.slice(end + 1))) {
    throw new errors.JWSSignatureVerificationFailed();
  }
  const claims: JWTPayload = parsePart(signed.slice(signed.indexOf('.') + 1));
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

/** Reads the head of a token, or what it claims. @throws JWTInvalid */
export function parsePart(part: string): TokenPart {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch (cause) {
    throw new errors.JWTInvalid('expected JSON', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new errors.JWTInvalid('expected a JSON object');
  }
  return value as TokenPart;
}

function time(claims: JWTPayload, claim: 'iat' | 'nbf' | 'exp'): number | undefined {
  const value: unknown = claims[claim];
  if (value !== undefined && typeof value !== 'number') {
    throw new errors.JWTClaimValidationFailed('expected a number', claims, claim);
  }
  return value;
}
