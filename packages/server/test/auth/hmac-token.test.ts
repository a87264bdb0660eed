import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { type JWTPayload, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { Hmac } from '../../src/auth/hmac.ts';
import { parsePart, verifyHmac } from '../../src/auth/hmac-token.ts';
import type { TokenKey } from '../../src/auth/token-keys.ts';
import { tokenSecret } from '../running-server.ts';

const now = 1_800_000_000;
const algorithms = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;
type Algorithm = keyof typeof algorithms;
const algorithmNames = Object.keys(algorithms) as Algorithm[];
const keyFor = (algorithm: Algorithm) => ({
  id: 'k1',
  algorithm,
  key: createSecretKey(tokenSecret.repeat(2), 'utf8'),
});

const verify = (token: string, key: TokenKey): JWTPayload =>
  verifyHmac(token, parsePart(token.slice(0, token.indexOf('.'))), Hmac.of(key) as Hmac, now);

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const sign = (algorithm: Algorithm, head: string, payload: string): string => {
  const body = `${encode(head)}.${encode(payload)}`;
  const signature = createHmac(algorithms[algorithm], tokenSecret.repeat(2)).update(body).digest('base64url');
  return `${body}.${signature}`;
};

const time = fc.oneof(fc.constantFrom(now - 1, now, now + 1, now + 0.5, null, '1', 0), fc.double());
const payload = fc.oneof(
  fc
    .record({ sub: fc.string(), iat: time, exp: time, nbf: time }, { requiredKeys: [] })
    .map((claims) => JSON.stringify(claims)),
  fc.json(),
  fc.string(),
);
const head = fc.oneof(
  fc.constantFrom(...algorithmNames).map((alg) => JSON.stringify({ alg, typ: 'JWT' })),
  fc.constantFrom('{"alg":"none"}', '{}', '[]', 'null', '{"alg":"HS256","crit":["exp"],"exp":1}', 'x'),
  fc.json(),
);

describe('a token signed with a shared secret', () => {
  it('is good or bad as jose says, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...algorithmNames),
        head,
        payload,
        fc.constantFrom('', 'cut', 'other', 'longer', 'body'),
        async (algorithm, headText, payloadText, fault) => {
          const token = spoil(sign(algorithm, headText, payloadText), fault);
          const key = keyFor(algorithm);
          const theirs = await jwtVerify(token, key.key, {
            algorithms: [algorithm],
            currentDate: new Date(now * 1000),
          }).then(
            (result) => result.payload,
            (error: Error) => error,
          );
          if (theirs instanceof Error) {
            expect(() => verify(token, key)).toThrow();
            const isOver = theirs.name === 'JWTExpired';
            expect(nameOfFailure(() => verify(token, key)) === 'JWTExpired').toBe(isOver);
          } else {
            expect(verify(token, key)).toEqual(theirs);
          }
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('can’t be written in a second way', () => {
    const token = sign('HS256', '{"alg":"HS256"}', '{"sub":"7"}');
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sibling = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    const twin = `${token.slice(0, -1)}${sibling}`;

    expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(token, 'base64url'));
    expect(verify(token, keyFor('HS256'))).toEqual({ sub: '7' });
    expect(() => verify(twin, keyFor('HS256'))).toThrow('signature verification failed');
  });
});

function spoil(token: string, fault: string): string {
  switch (fault) {
    case 'cut':
      return token.slice(0, -2);
    case 'other':
      return `${token.slice(0, -5)}${token.endsWith('AAAAA') ? 'BBBBB' : 'AAAAA'}`;
    case 'longer':
      return `${token}AAAA`;
    case 'body':
      return token.replace('.', '.e');
    default:
      return token;
  }
}

function nameOfFailure(task: () => unknown): string {
  try {
    task();
    return '';
  } catch (error) {
    return (error as Error).name;
  }
}
