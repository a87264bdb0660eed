import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';

/** What all heartbeats of a server have in common. */
export interface HeartbeatHost {
  readonly clock: Clock;
  readonly limits: Limits;
  /** A number from 0 up to 1, so that pings of many connections don't fall together. */
  readonly random: () => number;
}

/** Whose heartbeat it is. */
export interface Patient {
  /** Asks the client whether it is there. */
  ping(): void;
  /** Gives the client up. */
  close(reason: Disconnect): void;
}

/** Notices clients that say nothing: first not who they are, later no answer to a ping. */
export class Heartbeat {
  readonly #host: HeartbeatHost;
  readonly #patient: Patient;
  readonly #hasPongs: boolean;
  #cancel: () => void;
  #heard = false;
  #pingAt = 0;

  /** @param hasPongs whether the client answers pings */
  constructor(host: HeartbeatHost, patient: Patient, hasPongs: boolean) {
    this.#host = host;
    this.#patient = patient;
    this.#hasPongs = hasPongs;
    this.#cancel = host.clock.schedule(host.limits.connectTimeoutMs, () =>
      patient.close(new Disconnect(DisconnectCode.stale)),
    );
  }

  /** The client said something, whatever it was. */
  hear(): void {
    this.#heard = true;
  }

  /** The client is known: from now on it is asked. */
  begin(delayMs = this.#host.limits.pingMs * this.#host.random()): void {
    this.#expectPing(delayMs);
    this.#wait(delayMs, () => this.#ping());
  }

  /** Milliseconds until the next ping: clients leave a server that is late. */
  get dueInMs(): number {
    return Math.max(0, this.#pingAt - this.#host.clock.now());
  }

  stop(): void {
    this.#cancel();
  }

  #ping(): void {
    const { limits } = this.#host;
    if (!this.#hasPongs) {
      this.#wait(limits.pingMs, () => this.#ping());
      this.#patient.ping();
      return;
    }
    this.#heard = false;
    this.#expectPing(limits.pingMs);
    this.#wait(limits.pongMs, () => {
      if (this.#heard) {
        this.#wait(Math.max(0, limits.pingMs - limits.pongMs), () => this.#ping());
      } else {
        this.#patient.close(new Disconnect(DisconnectCode.noPong));
      }
    });
    this.#patient.ping();
  }

  #expectPing(inMs: number): void {
    this.#pingAt = this.#host.clock.now() + inMs;
  }

  #wait(delayMs: number, task: () => void): void {
    this.#cancel();
    this.#cancel = this.#host.clock.schedule(delayMs, task);
  }
}
