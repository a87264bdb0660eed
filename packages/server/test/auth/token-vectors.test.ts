import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TokenAuthenticator } from '../../src/auth/token.ts';
import { readTokenKeys } from '../../src/auth/token-keys.ts';
import type { Clock } from '../../src/index.ts';

interface TokenVector {
  readonly name: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly token: string;
}

const { jwt } = JSON.parse(
  readFileSync(new URL('../../../protocol/vectors/tokens.json', import.meta.url), 'utf8'),
) as {
  readonly jwt: {
    readonly key: { readonly id: string; readonly secret: string };
    readonly now: number;
    readonly connection: readonly TokenVector[];
    readonly subscription: readonly TokenVector[];
  };
};

const clock: Clock = {
  now: () => jwt.now * 1000,
  schedule: () => ({ cancel: () => undefined }),
  afterTurn: () => undefined,
};
const tokens = new TokenAuthenticator(
  readTokenKeys({ keys: [{ ...jwt.key, algorithm: 'HS256' }] }),
  clock,
  86_400_000,
);

describe('tokens as Drupal’s PHP writes them', () => {
  it.each(jwt.connection)('are read: $name', async ({ claims, token }) => {
    const identity = await tokens.authenticate({ token, client: 'c' });
    expect(identity).toMatchObject({ user: claims.sub, issuedAt: claims.iat, expiresAt: claims.exp });
    expect(identity?.sid).toBe(claims.sid);
    expect(identity?.info).toEqual(claims.info);
  });

  it.each(jwt.subscription)('grant a channel: $name', async ({ claims, token }) => {
    const { sub, channel } = claims as { sub: string; channel: string };
    const grant = await tokens.verifySubscription(token, channel, sub);
    expect(grant.issuedAt).toBe(sub === '' ? Number.POSITIVE_INFINITY : claims.iat);
    expect(grant.expiresAt).toBe(claims.exp);
    await expect(tokens.verifySubscription(token, `${channel}x`, sub)).rejects.toMatchObject({ code: 103 });
  });
});
