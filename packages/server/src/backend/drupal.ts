import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import type { Awaitable } from '../awaitable.ts';
import type { Clock } from '../clock.ts';
import type { EventQueue } from '../events/event-queue.ts';
import { jsonText } from '../json-text.ts';
import type { Limits } from '../limits.ts';
import type { Revocation } from '../revocation/revocations.ts';
import type { Tracer } from '../tracer.ts';
import type { Usage, UsageSink } from '../usage/usage.ts';
import type { Witness } from '../witness.ts';
import { Backend, BackendError, type BackendOptions } from './backend.ts';
import { Contact } from './contact.ts';
import { EventDelivery } from './event-delivery.ts';
import { Events, type EventsRecord } from './events.ts';
import { Proxies } from './proxies.ts';

// Less than whoever asks waits for: PHP gives up after two seconds.
const checkMs = 1_500;

export interface DrupalParts {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly log: FastifyBaseLogger;
  /** Users that are connected, at whatever server. */
  readonly users: Pick<Usage, 'begin' | 'end'>;
  /** What waits to be told. */
  readonly events: EventQueue;
  /** @default follows nothing */
  readonly tracer?: Tracer | undefined;
}

/** All that one site's server has to do with its Drupal. */
export class Drupal {
  readonly questions: Proxies;
  readonly #backend: Backend;
  readonly #events: Events;
  readonly #contact: Contact;

  constructor(options: BackendOptions, parts: DrupalParts) {
    const backend = new Backend(options, parts.clock, parts.limits, parts.tracer);
    this.#backend = backend;
    this.questions = new Proxies(options, { ...parts, backend });
    this.#events = new Events(
      options.events,
      new EventDelivery({ ...parts, backend, queue: parts.events }),
      parts.clock,
      parts.limits,
      parts.users,
    );
    this.#contact = new Contact({ ...parts, backend });
  }

  /** Tells of a user's first connection, and of the end of the last. */
  get users(): UsageSink {
    return {
      began: (user) => this.#events.online(user),
      ended: (user) => this.#events.offline(user),
    };
  }

  get witness(): Witness {
    return this.#events;
  }

  /** Whether every revocation is known that Drupal has; waits for its answer if it was asked already. */
  isCurrent(): Awaitable<boolean> {
    return this.#contact.isCurrent();
  }

  /** Asks Drupal now, by a batch of no events, and resolves with what is wrong, if anything is. */
  async findProblem(): Promise<string | undefined> {
    try {
      await this.#backend.post(
        '/nodejs/events',
        jsonText({ server: '', id: `check-${randomUUID()}`, lost: 0, events: [] }),
        checkMs,
      );
      this.#contact.answers();
      return undefined;
    } catch (error) {
      if (!(error instanceof BackendError)) {
        throw error;
      }
      return error.status === 403 ? 'Drupal does not know the key of backend.keys' : error.message;
    }
  }

  /** @param revoke lets a revocation take effect; one that is known already may come again */
  start(revoke: (revocation: Revocation) => Promise<unknown>): void {
    this.#contact.start(revoke);
  }

  /** Tells Drupal of something that a plugin knows. */
  tell(type: string, about: object): void {
    this.#events.tell(type, about);
  }

  /** Asks Drupal for a plugin; resolves with the answer's JSON. @throws BackendError */
  post(path: string, question: object): Promise<unknown> {
    return this.#backend.post(path, jsonText(question));
  }

  /** Takes other keys, proxies and events; the address stays. */
  reload(options: BackendOptions): void {
    this.#backend.reload(options);
    this.questions.reload(options);
    this.#events.reload(options.events);
  }

  toRecord(): EventsRecord {
    return this.#events.toRecord();
  }

  load(record: EventsRecord): void {
    this.#events.load(record);
  }

  /** Leaves the site to another process. */
  moved(): void {
    this.#contact.stop();
    this.#events.moved();
  }

  /** To be called before the server sends its clients away. */
  retire(): void {
    this.#events.retire();
  }

  /** Delivers the last events, for a while. */
  async stop(withinMs: number): Promise<void> {
    this.#contact.stop();
    await this.#events.stop(withinMs);
  }
}
