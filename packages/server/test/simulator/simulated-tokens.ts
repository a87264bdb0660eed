import { Disconnect, DisconnectCode, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { Authenticator, Credentials, Identity } from '../../src/auth/authenticator.ts';
import type { SubscriptionGrant } from '../../src/auth/token.ts';
import type { Clock } from '../../src/clock.ts';
import type { StoreWay } from './simulated-store.ts';

/** What the simulated Drupal writes into a token. */
export interface Claims {
  readonly sub: string;
  readonly sid?: string;
  readonly iat?: number;
  readonly exp?: number;
  readonly channel?: string;
  readonly channels?: readonly string[];
}

/** Writes a token of a JWT's shape; its signature is not what is simulated here. */
export function writeToken(claims: Claims): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
}

/** Reads tokens like the real verifier, after a while. */
export class SimulatedTokens implements Authenticator {
  readonly #clock: Clock;
  readonly #way: StoreWay;

  constructor(clock: Clock, way: StoreWay) {
    this.#clock = clock;
    this.#way = way;
  }

  async authenticate({ token = '' }: Credentials): Promise<Identity> {
    const { sub, sid = '', iat = 0, exp = 0, channels = [] } = await this.#read(token);
    if (exp * 1000 <= this.#clock.now()) {
      throw new ProtocolError(ProtocolErrorCode.tokenExpired);
    }
    return { user: sub, sid, issuedAt: iat, expiresAt: exp, channels, channelsAre: 'subscriptions' };
  }

  async verifySubscription(token: string, channel: string, user: string): Promise<SubscriptionGrant> {
    const claims = await this.#read(token);
    if (claims.channel !== channel || (claims.sub !== '' && claims.sub !== user)) {
      throw new ProtocolError(ProtocolErrorCode.permissionDenied);
    }
    return { issuedAt: claims.iat ?? Number.POSITIVE_INFINITY };
  }

  #read(token: string): Promise<Claims> {
    return this.#way.ask(async () => {
      const [, claims] = token.split('.');
      if (claims === undefined) {
        throw new Disconnect(DisconnectCode.invalidToken);
      }
      return JSON.parse(Buffer.from(claims, 'base64url').toString());
    });
  }
}
