import { createHmac } from 'node:crypto';

/** A key that Drupal knows, to sign requests with. */
export interface BackendKey {
  readonly id: string;
  readonly secret: string;
}

/** What a signature protects. */
export interface SignedRequest {
  /** Seconds since 1970; Drupal takes 60 s more or less. */
  readonly time: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
}

/** Writes the value of the header `X-Nodejs-Signature`. */
export function sign({ id, secret }: BackendKey, { time, method, path, body }: SignedRequest): string {
  const mac = createHmac('sha256', secret).update(`${time}.${method}.${path}.${body}`).digest('hex');
  return `k=${id},t=${time},v=${mac}`;
}
