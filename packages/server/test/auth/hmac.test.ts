import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hmac } from '../../src/auth/hmac.ts';

const algorithms = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;
type Algorithm = keyof typeof algorithms;
const names = Object.keys(algorithms) as Algorithm[];

const sign = (algorithm: Algorithm, secret: Uint8Array, text: string): string | undefined =>
  Hmac.of({ id: 'k1', algorithm, key: createSecretKey(secret) })?.sign(text);

/** Of RFC 4231 those whose data is text; signatures by SHA-256, 384 and 512. */
const vectors = [
  {
    key: Buffer.alloc(20, 0x0b),
    data: 'Hi There',
    signatures: [
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
      'afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6',
      '87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854',
    ],
  },
  {
    key: Buffer.from('Jefe'),
    data: 'what do ya want for nothing?',
    signatures: [
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
    ],
  },
  {
    key: Buffer.alloc(131, 0xaa),
    data: 'Test Using Larger Than Block-Size Key - Hash Key First',
    signatures: [
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
      '4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952',
      '80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598',
    ],
  },
  {
    key: Buffer.alloc(131, 0xaa),
    data: 'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
    signatures: [
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
      '6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e',
      'e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58',
    ],
  },
];

describe('the signature of a text', () => {
  it.each(vectors)('is that of RFC 4231: $data', ({ key, data, signatures }) => {
    for (const [index, algorithm] of names.entries()) {
      const found = Buffer.from(sign(algorithm, key, data) ?? '', 'base64url').toString('hex');
      expect(found).toBe(signatures[index]);
    }
  });

  it('is what createHmac makes of it, whatever the secret and the text', () => {
    const secret = fc.uint8Array({ minLength: 1, maxLength: 200 });
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(fc.constantFrom(...names), secret, text, text, (algorithm, key, one, other) => {
        const hmac = Hmac.of({ id: 'k1', algorithm, key: createSecretKey(key) });
        for (const each of [one, other, one]) {
          const expected = createHmac(algorithms[algorithm], key).update(each).digest('base64url');
          expect(hmac?.sign(each)).toBe(expected);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
