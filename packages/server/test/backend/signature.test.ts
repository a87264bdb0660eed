import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type BackendKey, type SignedRequest, sign } from '../../src/backend/signature.ts';

const { signature } = JSON.parse(
  readFileSync(new URL('../../../protocol/vectors/tokens.json', import.meta.url), 'utf8'),
) as {
  readonly signature: {
    readonly key: BackendKey;
    readonly headers: readonly {
      readonly name: string;
      readonly request: SignedRequest;
      readonly header: string;
    }[];
  };
};

it.each(signature.headers)('a request is signed as Drupal’s PHP checks it: $name', ({ request, header }) => {
  expect(sign(signature.key, request)).toBe(header);
});
