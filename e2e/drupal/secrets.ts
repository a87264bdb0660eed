import { randomBytes } from 'node:crypto';

/** What Drupal and the push server share, made anew for each run. */
export interface Secrets {
  readonly hashSalt: string;
  readonly apiKey: string;
  readonly tokenKey: string;
  readonly callbackKey: string;
  readonly backendKey: string;
}

/** Makes new secrets. */
export function makeSecrets(): Secrets {
  const secret = () => randomBytes(32).toString('base64url');
  return {
    hashSalt: secret(),
    apiKey: secret(),
    tokenKey: secret(),
    callbackKey: secret(),
    backendKey: secret(),
  };
}
