import { Disconnect, ProtocolError } from '@drupal-nodejs/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/auth/authenticator.ts';
import { TokenAuthenticator } from '../../src/auth/token.ts';
import { readTokenKeys } from '../../src/auth/token-keys.ts';
import { ManualClock } from '../manual-clock.ts';
import { sign, tokenSecret } from '../running-server.ts';

const clock = new ManualClock();
const now = clock.now() / 1000;
const day = 86_400;
const keys = [
  { id: 'k1', algorithm: 'HS256' as const, secret: tokenSecret },
  { id: 'k2', algorithm: 'HS512' as const, secret: 'another-secret-0123456789-0123456789' },
];
const tokens = new TokenAuthenticator(readTokenKeys({ keys }), clock, day * 1000);

const odd = fc.oneof(
  fc.constantFrom(null, 0, -1, 1e308, -1e308, '', 'NaN', [], {}, true, 2 ** 53),
  fc.constantFrom(now, now - 1, now + 60, now - day, now + 2 * day),
  fc.jsonValue({ maxDepth: 1 }),
);
const names = ['sub', 'iat', 'exp', 'nbf', 'sid', 'info', 'channels', 'channel', 'iss', 'aud', 'jti'];
const claims = fc
  .tuple(
    fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), odd, { maxKeys: 4 }),
    fc.constantFrom({}, { sub: '' }, { sub: '7' }, { sub: '__proto__' }),
    fc.constantFrom({}, { channel: 'user:7' }, { channel: 'user:8' }),
  )
  .map((parts): Record<string, unknown> => Object.assign({}, ...parts));

describe('a token of anything', () => {
  it('that is a text says nothing, or is refused by its code', async () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
      fc.constantFrom('', '.', '__proto__', 'eyJhbGciOiJub25lIn0', 'eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ'),
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (token) => {
        expect(await authenticate(token)).toBeUndefined();
        expect(await grant(token)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('that Drupal signed makes a sound identity, or none', async () => {
    await fc.assert(
      fc.asyncProperty(claims, async (payload) => {
        const identity = await authenticate(await sign({ ...payload }));
        if (identity !== undefined) {
          expect(identity.user).toBe(payload.sub);
          expect(identity.expiresAt).toBeGreaterThan(now);
          expect(Number.isFinite(identity.issuedAt)).toBe(true);
          expect(identity.channels.every((channel) => typeof channel === 'string')).toBe(true);
          expect(payload).not.toHaveProperty('channel');
        }
        const granted = await grant(await sign({ ...payload }));
        if (granted !== undefined) {
          expect(payload).toMatchObject({ channel: 'user:7' });
          expect(['', '7']).toContain(payload.sub);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is good only as it was signed, by the key it names', async () => {
    const token = await sign({ sub: '7', iat: now });
    expect(await authenticate(token)).toMatchObject({ user: '7' });
    expect(await authenticate(await sign({ sub: '7', iat: now }, tokenSecret, 'k2'))).toBeUndefined();
    // The last character of a signature carries two bits that mean nothing.
    const place = fc.nat(token.length - 2);
    await fc.assert(
      fc.asyncProperty(place, fc.base64String({ minLength: 4, maxLength: 4 }), async (at, [letter = 'A']) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        fc.pre(changed !== token);
        expect(await authenticate(changed)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

async function authenticate(token: string): Promise<Identity | undefined> {
  const authenticated = async (): Promise<Identity | undefined> =>
    tokens.authenticate({ token, client: 'c' });
  return authenticated().catch(refused([3500, 109]));
}

async function grant(token: string): Promise<object | undefined> {
  return tokens.verifySubscription(token, 'user:7', '7').catch(refused([103, 109]));
}

function refused(codes: readonly number[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof ProtocolError || error instanceof Disconnect) || !codes.includes(error.code)) {
      throw error;
    }
    return undefined;
  };
}
