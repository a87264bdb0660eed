import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/index.ts';
import { connectionToken, next, startServer, temporaryFolder, tokenSecret } from '../running-server.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const ed2 = generateKeyPairSync('ed25519');
const pem = ({ publicKey }: { readonly publicKey: KeyObject }): string =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();
const jwk = ({ publicKey }: { readonly publicKey: KeyObject }, members: object) => ({
  ...publicKey.export({ format: 'jwk' }),
  ...members,
});

const secretKey = { id: 'k1', algorithm: 'HS256', secret: tokenSecret };
const keys = [
  secretKey,
  { id: 'rsa', algorithm: 'RS256', publicKey: pem(rsa) },
  { id: 'ec', algorithm: 'ES256', publicKey: pem(ec) },
  { id: 'ed', algorithm: 'EdDSA', publicKey: pem(ed) },
];

describe('a token', () => {
  it('is good when the key that its kid names signed it by that key’s algorithm', async () => {
    await using server = await startServer({ auth: { token: { keys } } });
    const tokens = [
      await connectionToken('7'),
      await token(rsa.privateKey, 'RS256', 'rsa'),
      await token(ec.privateKey, 'ES256', 'ec'),
      await token(ed.privateKey, 'EdDSA', 'ed'),
    ];
    for (const good of tokens) {
      const client = server.client({ token: good });
      client.connect();
      await client.ready();
    }
  });

  it.each([
    ['without a kid where there are several keys', () => token(ed.privateKey, 'EdDSA', undefined)],
    ['by another key of the same algorithm', () => token(ed2.privateKey, 'EdDSA', 'ed')],
    ['by a key that another kid names', () => token(ed.privateKey, 'EdDSA', 'ec')],
    [
      'with the text of the public key for a secret',
      () =>
        new SignJWT({ sub: '7', exp: 9_999_999_999 })
          .setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
          .sign(new TextEncoder().encode(pem(rsa))),
    ],
    ['by another RSA algorithm', () => token(rsa.privateKey, 'PS256', 'rsa')],
  ])('signed %s is refused for good', async (_what, make) => {
    await using server = await startServer({ auth: { token: { keys } } });
    const client = server.client({ token: await make() });
    const end = next<{ code: number }>(client, 'disconnected');
    client.connect();
    expect((await end).code).toBe(3500);
  });

  it('may be signed by a key of the JWKS file, beside the keys of the configuration', async () => {
    await using folder = await temporaryFolder();
    const jwks = join(folder.path, 'keys.json');
    const set = [
      jwk(ed, { kid: 'old' }),
      jwk(ed2, { kid: 'new', alg: 'EdDSA', use: 'sig' }),
      jwk(ec, { use: 'enc' }),
    ];
    await writeFile(jwks, JSON.stringify({ keys: set }));
    await using server = await startServer({ auth: { token: { keys: [secretKey], jwks } } });
    for (const good of [
      await token(ed.privateKey, 'EdDSA', 'old'),
      await token(ed2.privateKey, 'EdDSA', 'new'),
      await connectionToken('7'),
    ]) {
      const client = server.client({ token: good });
      client.connect();
      await client.ready();
    }
  });
});

describe('a wrong key', () => {
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const privatePem = ed.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it.each([
    [{ id: 'a', algorithm: 'HS256' }, '.secret: expected a secret for HS256, found nothing'],
    [
      { id: 'a', algorithm: 'HS256', publicKey: pem(ed) },
      /\.publicKey: expected no such key with HS256, found \d+ characters$/,
    ],
    [
      { id: 'a', algorithm: 'RS256', secret: tokenSecret },
      /\.secret: expected no such key with RS256, found \d+ characters$/,
    ],
    [{ id: 'a', algorithm: 'EdDSA' }, '.publicKey: expected a public key for EdDSA, found nothing'],
    [
      { id: 'a', algorithm: 'EdDSA', publicKey: privatePem },
      '.publicKey: expected a public key, found a private key',
    ],
    [
      { id: 'a', algorithm: 'RS256', publicKey: pem(ed) },
      '.publicKey: expected a key of type rsa for RS256, found ed25519',
    ],
    [
      { id: 'a', algorithm: 'RS256', publicKey: pem(small) },
      '.publicKey: expected at least 2048 bits, found 1024',
    ],
    [
      { id: 'a', algorithm: 'ES256', publicKey: '-----BEGIN PUBLIC KEY-----\nx' },
      '.publicKey: expected a public key for ES256, found something else',
    ],
    [{ id: 'a', algorithm: 'none', secret: tokenSecret }, /\.algorithm: expected .*, found "none"$/],
  ])('of the configuration is named, with what was expected (%#)', async (key, message) => {
    await expect(load({ keys: [key] })).rejects.toMatchObject({
      code: 'CONFIG_VALUE',
      message: typeof message === 'string' ? `auth.token.keys[0]${message}` : expect.stringMatching(message),
    });
  });

  it('can’t share its id with another', async () => {
    await expect(load({ keys: [secretKey, secretKey] })).rejects.toMatchObject({
      message: 'auth.token: expected every key to have its own id, found "k1" twice',
    });
  });

  it.each([
    ['{', /^auth\.token\.jwks: expected \S+ to be a readable JSON file, found /],
    [{}, /^auth\.token\.jwks: expected \S+ to hold {"keys": \[…\]}, found something else$/],
    [{ keys: [jwk(ed, {})] }, 'auth.token.jwks: keys[0].kid: expected an id, found none'],
    [
      { keys: [{ ...ed.privateKey.export({ format: 'jwk' }), kid: 'a' }] },
      'auth.token.jwks: keys[0]: expected a public key, found a private key',
    ],
    [
      { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'a' }] },
      'auth.token.jwks: keys[0]: expected a public key, found a secret',
    ],
    [
      { keys: [jwk(rsa, { kid: 'a', alg: 'HS256' })] },
      'auth.token.jwks: keys[0].alg: expected RS256, ES256, EdDSA, found "HS256"',
    ],
    [
      { keys: [jwk(rsa, { kid: 'a', alg: 'EdDSA' })] },
      'auth.token.jwks: keys[0]: expected a key of type ed25519 for EdDSA, found rsa',
    ],
    [{ keys: ['x'] }, 'auth.token.jwks: keys[0]: expected a JWK, found string'],
  ])('of the JWKS file is named, with what was expected (%#)', async (content, message) => {
    await using folder = await temporaryFolder();
    const jwks = join(folder.path, 'keys.json');
    await writeFile(jwks, typeof content === 'string' ? content : JSON.stringify(content));
    await expect(load({ jwks })).rejects.toMatchObject({
      code: 'CONFIG_VALUE',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});

function token(key: KeyObject, alg: string, kid: string | undefined): Promise<string> {
  return new SignJWT({ sub: '7', iat: Date.now() / 1000, exp: Math.ceil(Date.now() / 1000) + 300 })
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
    .sign(key);
}

async function load(token: unknown) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config.json');
  const api = { keys: [{ id: 'a', secret: 'x'.repeat(32) }] };
  await writeFile(file, JSON.stringify({ api, auth: { token } }));
  return await loadOptions({ file, env: {} });
}
