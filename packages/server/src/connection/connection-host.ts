import type { FastifyBaseLogger } from 'fastify';
import type { Credentials } from '../auth/authenticator.ts';
import type { Awaitable } from '../awaitable.ts';
import type { Clock } from '../clock.ts';
import type { Gate } from '../gate.ts';
import type { Limits } from '../limits.ts';
import type { Meter } from '../meter.ts';
import type { Rates } from '../rate/rates.ts';
import type { Identified } from '../site/sites.ts';

/** What connections take from outside. */
export interface ConnectionHost {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: FastifyBaseLogger;
  /** Counts for clients of whom it isn't known whose they are. */
  readonly meter: Pick<Meter, 'command' | 'limited'>;
  readonly rates: Rates;
  /** Held while the server's state goes to another process. */
  readonly gate: Gate;
  /** A number from 0 up to 1, so that pings of many connections don't fall together. */
  readonly random: () => number;
  /** Tells whose client this is and at which site. @throws Disconnect, ProtocolError */
  identify(credentials: Credentials): Awaitable<Identified>;
}

/** What the handshake told of the client. */
export interface Handshake extends Pick<Credentials, 'cookie' | 'origin' | 'client'> {
  /** The client's IP address. */
  readonly address: string;
}
