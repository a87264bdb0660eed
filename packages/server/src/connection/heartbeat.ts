import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  /** A number from 0 up to 1, so that pings of many connections don't fall together. */
  readonly random: () => number;
  /** Whether the client answers pings. */
  readonly hasPongs: boolean;
  readonly ping: () => void;
  /** Called once the client is given up. */
  readonly giveUp: (reason: Disconnect) => void;
}

/** Notices clients that say nothing: first not who they are, later no answer to a ping. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #cancel: () => void;
  #heard = false;
  #pingAt = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#cancel = options.clock.schedule(options.limits.connectTimeoutMs, () =>
      options.giveUp(new Disconnect(DisconnectCode.stale)),
    );
  }

  /** The client said something, whatever it was. */
  hear(): void {
    this.#heard = true;
  }

  /** The client is known: from now on it is asked. */
  begin(delayMs = this.#options.limits.pingMs * this.#options.random()): void {
    this.#expectPing(delayMs);
    this.#wait(delayMs, () => this.#ping());
  }

  /** Milliseconds until the next ping: clients leave a server that is late. */
  get dueInMs(): number {
    return Math.max(0, this.#pingAt - this.#options.clock.now());
  }

  stop(): void {
    this.#cancel();
  }

  #ping(): void {
    const { limits, hasPongs, ping, giveUp } = this.#options;
    if (!hasPongs) {
      this.#wait(limits.pingMs, () => this.#ping());
      ping();
      return;
    }
    this.#heard = false;
    this.#expectPing(limits.pingMs);
    this.#wait(limits.pongMs, () => {
      if (this.#heard) {
        this.#wait(Math.max(0, limits.pingMs - limits.pongMs), () => this.#ping());
      } else {
        giveUp(new Disconnect(DisconnectCode.noPong));
      }
    });
    ping();
  }

  #expectPing(inMs: number): void {
    this.#pingAt = this.#options.clock.now() + inMs;
  }

  #wait(delayMs: number, task: () => void): void {
    this.#cancel();
    this.#cancel = this.#options.clock.schedule(delayMs, task);
  }
}
