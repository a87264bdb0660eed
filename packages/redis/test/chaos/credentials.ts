import { SignJWT } from 'jose';

// Of their own, so that a benchmark can use servers and clients without what only tests can load.
export const apiKey = 'api-key-of-the-chaos-0123456789abcdef';
export const tokenSecret = 'token-secret-of-the-chaos-0123456789';

/** A connection token. */
export function connectionToken(sub: string): Promise<string> {
  return sign({ sub });
}

/** A subscription token. */
export function subscriptionToken(sub: string, channel: string): Promise<string> {
  return sign({ sub, channel });
}

function sign(claims: Record<string, unknown>): Promise<string> {
  const now = Date.now() / 1000;
  return new SignJWT({ ...claims, iat: now, exp: Math.ceil(now) + 600 })
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .sign(new TextEncoder().encode(tokenSecret));
}
