import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import type { Party, Witness } from '../witness.ts';
import type { BackendOptions } from './backend.ts';
import type { EventQueue } from './event-queue.ts';
import { Lingering } from './lingering.ts';

type EventType = BackendOptions['events'][number];

/** Tells Drupal what happens at its site, as far as it wants to know. */
export class Events implements Witness {
  readonly #wanted: ReadonlySet<EventType>;
  readonly #queue: EventQueue;
  readonly #clock: Clock;
  readonly #users: Lingering;
  readonly #channels: Lingering;

  constructor(wanted: readonly EventType[], queue: EventQueue, clock: Clock, limits: Limits) {
    this.#wanted = new Set(wanted);
    this.#queue = queue;
    this.#clock = clock;
    this.#users = new Lingering(
      clock,
      limits.leaveGraceMs,
      (user) => this.#tell('online', { user }),
      (user) => this.#tell('offline', { user }),
    );
    this.#channels = new Lingering(
      clock,
      limits.leaveGraceMs,
      (channel) => this.#tell('occupied', { channel }),
      (channel) => this.#tell('vacated', { channel }),
    );
  }

  connected(party: Party): void {
    this.#tell('connect', describe(party));
    if (party.user !== '' && this.#wants('online', 'offline')) {
      this.#users.enter(party.user);
    }
  }

  disconnected(party: Party, code: number): void {
    this.#tell('disconnect', { ...describe(party), code });
    this.#users.leave(party.user);
  }

  subscribed(party: Party, channel: string): void {
    this.#tell('subscribe', { ...describe(party), channel });
  }

  unsubscribed(party: Party, channel: string): void {
    this.#tell('unsubscribe', { ...describe(party), channel });
  }

  occupied(channel: string): void {
    if (this.#wants('occupied', 'vacated')) {
      this.#channels.enter(channel);
    }
  }

  vacated(channel: string): void {
    this.#channels.leave(channel);
  }

  /** Delivers what happened; that all users leave with the server is no news. */
  async stop(withinMs: number): Promise<void> {
    this.#users.stop();
    this.#channels.stop();
    await this.#queue.stop(withinMs);
  }

  #wants(...types: readonly EventType[]): boolean {
    return types.some((type) => this.#wanted.has(type));
  }

  #tell(type: EventType, about: object): void {
    if (this.#wanted.has(type)) {
      this.#queue.add({ type, at: this.#clock.now() / 1000, ...about });
    }
  }
}

function describe({ client, user, sid }: Party): object {
  return { client, user, ...(sid === undefined ? {} : { sid }) };
}
