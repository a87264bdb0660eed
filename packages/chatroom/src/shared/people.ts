import { fieldsOf, isText } from './fields.ts';
import type { LinkState } from './room-link.ts';

/** One connection of somebody who is in a room. */
export interface PresentClient {
  readonly client: string;
  /** Drupal's uid, "" for a guest. */
  readonly user: string;
  /** What the authentication says of the user; `name` is read of it. */
  readonly info?: unknown;
}

/** What {@link People} needs of a connection. */
export interface PresenceLink {
  /** Everybody who is there. */
  list(): Promise<readonly PresentClient[]>;
  onJoin(listener: (client: PresentClient) => void): () => void;
  onLeave(listener: (client: PresentClient) => void): () => void;
  onState(listener: (state: LinkState) => void): () => void;
}

/** Somebody who is there, on however many pages. */
export interface Person {
  readonly uid: number;
  readonly name: string;
}

/** Who is in a room just now: each account once, however many pages it has open. */
export interface Presence {
  /** By name. */
  readonly people: readonly Person[];
  /** Connections without an account. */
  readonly guests: number;
}

/** Follows who is in a room; what it tells may be late, but never stays wrong. */
export class People {
  readonly #link: PresenceLink;
  readonly #endings: (() => void)[];
  readonly #listeners = new Set<(people: People) => void>();
  #clients = new Map<string, PresentClient>();
  #presence: Presence | undefined;

  constructor(link: PresenceLink) {
    this.#link = link;
    this.#endings = [
      link.onJoin((client) => this.#set(client.client, client)),
      link.onLeave(({ client }) => this.#set(client, undefined)),
      link.onState((state) => {
        if (state === 'up') void this.#load();
      }),
    ];
  }

  /** Calls back at once and after every change; returns what ends it. */
  onChange(listener: (people: People) => void): () => void {
    this.#listeners.add(listener);
    listener(this);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The same object until somebody comes or leaves; put in order when it is asked for, for thousands may come at once. */
  get presence(): Presence {
    this.#presence ??= presenceOf(this.#clients.values());
    return this.#presence;
  }

  close(): void {
    for (const end of this.#endings) end();
    this.#listeners.clear();
  }

  async #load(): Promise<void> {
    try {
      const clients = await this.#link.list();
      this.#clients = new Map(clients.map((client) => [client.client, client]));
      this.#changed();
    } catch {
      // Presence may be lost: joins and leaves go on being heard, and the next time the link is up it is asked again.
    }
  }

  #set(id: string, client: PresentClient | undefined): void {
    if (client) this.#clients.set(id, client);
    else this.#clients.delete(id);
    this.#changed();
  }

  #changed(): void {
    this.#presence = undefined;
    for (const listener of this.#listeners) listener(this);
  }
}

function presenceOf(clients: Iterable<PresentClient>): Presence {
  const people = new Map<string, Person>();
  let guests = 0;
  for (const { user, info } of clients) {
    if (user === '') guests += 1;
    else people.set(user, { uid: Number(user), name: nameOf(info) ?? user });
  }
  const { compare } = new Intl.Collator();
  return { people: [...people.values()].sort((a, b) => compare(a.name, b.name)), guests };
}

function nameOf(info: unknown): string | undefined {
  const { name } = fieldsOf(info) ?? {};
  return isText(name) && name !== '' ? name : undefined;
}
