import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Credentials, Identity } from './authenticator.ts';

export interface CursorSealOptions {
  /** Secrets of the site; the first one seals, each of them opens, so that they can be rotated. */
  readonly secrets: readonly string[];
  readonly site: string;
  readonly clock: Clock;
  /** How long revocations are kept: what was granted earlier can't be held against them. */
  readonly maxLifeMs: number;
}

/**
 * Vouches for what Drupal said about a one-way client's token, so that a restart sends no crowd of questions there.
 *
 * The keys come from the site's API keys: every process of the site has them, and a restart does not change them.
 */
export class CursorSeal {
  readonly #keys: readonly Buffer[];
  readonly #clock: Clock;
  readonly #maxLifeS: number;

  constructor({ secrets, site, clock, maxLifeMs }: CursorSealOptions) {
    this.#clock = clock;
    this.#maxLifeS = maxLifeMs / 1000;
    this.#keys = secrets.map((secret) =>
      Buffer.from(hkdfSync('sha256', secret, site, 'drupal-nodejs cursor 1', 32)),
    );
  }

  /** Seals who the bearer of a token is; for whoever brings another token the seal says nothing. */
  seal(identity: Identity, token: string): string {
    const content = Buffer.from(JSON.stringify(identity)).toString('base64url');
    const [key] = this.#keys;
    return key === undefined ? '' : `${content}.${mac(key, content, token).toString('base64url')}`;
  }

  /** Returns who was sealed, if it may still be believed. */
  open({ seal = '', token = '' }: Credentials): Identity | undefined {
    const [content = '', signature = ''] = seal.split('.');
    const found = Buffer.from(signature, 'base64url');
    const isOurs = this.#keys.some((key) => {
      const expected = mac(key, content, token);
      return expected.length === found.length && timingSafeEqual(expected, found);
    });
    if (!isOurs) {
      return undefined;
    }
    const identity: Identity = JSON.parse(Buffer.from(content, 'base64url').toString());
    const until = Math.min(identity.expiresAt ?? Infinity, identity.issuedAt + this.#maxLifeS);
    return until > this.#clock.now() / 1000 ? identity : undefined;
  }
}

function mac(key: Buffer, content: string, token: string): Buffer {
  // Neither holds a space, so no two pairs meet.
  return createHmac('sha256', key).update(`${content} ${token}`).digest();
}
