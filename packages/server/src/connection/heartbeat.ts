import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import type { Timer } from '../timer.ts';

/** What all heartbeats of a server have in common. */
export interface HeartbeatHost {
  readonly clock: Clock;
  readonly limits: Limits;
  /** A number from 0 up to 1, so that pings of many connections don't fall together. */
  readonly random: () => number;
}

/** Whose heartbeat it is. */
export interface Patient {
  readonly host: HeartbeatHost;
  /** Whether the client answers pings. */
  readonly hasPongs: boolean;
  /** Asks the client whether it is there. */
  ping(): void;
  /** Gives the client up. */
  close(reason: Disconnect): void;
}

/**
 * Notices clients that say nothing: first not who they are, later no answer to a ping.
 *
 * States: `unknown` (it is not said who the client is) → `resting` (until the next ping) → `asked` → `answered` (the
 * time for an answer isn't over yet) → `resting`. The timer runs out in each of them, and is one for all.
 */
export class Heartbeat {
  readonly #patient: Patient;
  #state: 'unknown' | 'resting' | 'asked' | 'answered' = 'unknown';
  #timer: Timer;
  #pingAt = 0;

  constructor(patient: Patient) {
    const { clock, limits } = patient.host;
    this.#patient = patient;
    this.#timer = clock.schedule(limits.connectTimeoutMs, this);
  }

  /** The client said something, whatever it was. */
  hear(): void {
    if (this.#state === 'asked') {
      this.#state = 'answered';
    }
  }

  /** The client is known: from now on it is asked. */
  begin(delayMs?: number): void {
    const { clock, limits, random } = this.#patient.host;
    const waitMs = delayMs ?? limits.pingMs * random();
    this.#timer.cancel();
    this.#state = 'resting';
    this.#pingAt = clock.now() + waitMs;
    this.#timer = clock.schedule(waitMs, this);
  }

  /** Milliseconds until the next ping: clients leave a server that is late. */
  get dueInMs(): number {
    return Math.max(0, this.#pingAt - this.#patient.host.clock.now());
  }

  stop(): void {
    this.#timer.cancel();
  }

  /** Does what is due when the timer runs out. */
  run(): void {
    const { clock, limits } = this.#patient.host;
    switch (this.#state) {
      case 'unknown':
        this.#patient.close(new Disconnect(DisconnectCode.stale));
        break;
      case 'asked':
        this.#patient.close(new Disconnect(DisconnectCode.noPong));
        break;
      case 'answered':
        this.#state = 'resting';
        this.#timer = clock.schedule(Math.max(0, limits.pingMs - limits.pongMs), this);
        break;
      case 'resting':
        if (this.#patient.hasPongs) {
          this.#state = 'asked';
          this.#pingAt = clock.now() + limits.pingMs;
          this.#timer = clock.schedule(limits.pongMs, this);
        } else {
          this.#timer = clock.schedule(limits.pingMs, this);
        }
        // Last: it may end the connection, and with it the timer.
        this.#patient.ping();
    }
  }
}
