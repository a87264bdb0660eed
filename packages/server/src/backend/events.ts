import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import { Lingering } from '../lingering.ts';
import type { Usage } from '../usage/usage.ts';
import type { Party, Witness } from '../witness.ts';
import type { BackendOptions } from './backend.ts';
import type { EventDelivery } from './event-delivery.ts';

type EventType = BackendOptions['events'][number];

/** What {@link Events} leave to the process after this one. */
export interface EventsRecord {
  /** Users that Drupal was told are there. */
  readonly online: readonly string[];
  readonly queue?: unknown;
}

/** Tells Drupal what happens at its site, as far as it wants to know. */
export class Events implements Witness {
  #wanted: ReadonlySet<EventType>;
  readonly #delivery: EventDelivery;
  readonly #clock: Clock;
  readonly #users: Lingering;
  readonly #usage: Pick<Usage, 'begin' | 'end'>;

  /** @param users counts them over all servers, and comes back to `online` and `offline` */
  constructor(
    wanted: readonly EventType[],
    delivery: EventDelivery,
    clock: Clock,
    limits: Limits,
    users: Pick<Usage, 'begin' | 'end'>,
  ) {
    this.#wanted = new Set(wanted);
    this.#delivery = delivery;
    this.#clock = clock;
    this.#usage = users;
    this.#users = new Lingering(
      clock,
      limits.leaveGraceMs,
      (user) => users.begin(user),
      (user) => users.end(user),
    );
  }

  /** Takes another list of what Drupal wants to know. */
  reload(wanted: readonly EventType[]): void {
    this.#wanted = new Set(wanted);
  }

  connected(party: Party): void {
    this.#tell('connect', describe(party));
    if (party.user !== '') {
      this.#users.enter(party.user);
    }
  }

  restored({ user }: Party): void {
    if (user !== '') {
      this.#users.enter(user);
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

  /** A user has a first connection. */
  online(user: string): void {
    this.#tell('online', { user });
  }

  /** A user lost the last connection. */
  offline(user: string): void {
    this.#tell('offline', { user });
  }

  occupied(channel: string): void {
    this.#tell('occupied', { channel });
  }

  vacated(channel: string): void {
    this.#tell('vacated', { channel });
  }

  toRecord(): EventsRecord {
    return { online: [...this.#users.keys()], queue: this.#delivery.toRecord() };
  }

  /** Goes on where another process stood: who is back in time was never away. */
  load({ online, queue }: EventsRecord): void {
    for (const user of online) {
      this.#usage.begin(user);
      this.#users.linger(user);
    }
    this.#delivery.load(queue);
  }

  /** Leaves users and what is to be told of them to another process; what is said from here on is told by this one. */
  moved(): void {
    this.retire();
    this.#users.stop();
    this.#delivery.moved();
  }

  /** From now on who leaves does so because the server does: that is no news. */
  retire(): void {
    this.#wanted = new Set([...this.#wanted].filter((type) => type !== 'offline' && type !== 'vacated'));
  }

  /** Delivers what happened. */
  async stop(withinMs: number): Promise<void> {
    this.#users.stop();
    await this.#delivery.stop(withinMs);
  }

  /** What a plugin tells is wanted by whoever configured the plugin. */
  tell(type: string, about: object): void {
    this.#delivery.add({ type, at: this.#clock.now() / 1000, ...about });
  }

  #tell(type: EventType, about: object): void {
    if (this.#wanted.has(type)) {
      this.tell(type, about);
    }
  }
}

function describe({ client, user, sid }: Party): object {
  return { client, user, ...(sid === undefined ? {} : { sid }) };
}
