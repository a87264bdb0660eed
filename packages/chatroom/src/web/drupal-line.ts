import type { ChatConnection } from '../shared/chat-connection.ts';
import type { ChatRefusal } from '../shared/error-code.ts';
import type { PresentClient } from '../shared/people.ts';
import type { LinkState } from '../shared/room-link.ts';

/** What can be heard of a channel on a Drupal page. */
interface Heard {
  publication(publication: { readonly data: unknown }): void;
  subscribed(): void;
  join(member: PresentClient & { readonly connInfo?: unknown }): void;
  leave(member: PresentClient & { readonly connInfo?: unknown }): void;
  error(error: {
    readonly code: string;
    readonly message: string;
    readonly status?: number | undefined;
  }): void;
}

/** The part of `Drupal.nodejs` that the chat uses: the page's one line to the push server. */
export interface DrupalLine {
  on(channel: string, listener: Heard): () => void;
  onState(listener: (change: { readonly state: string; readonly final: boolean }) => void): () => void;
  rpc(method: string, data: unknown): Promise<unknown>;
  presence(
    channel: string,
  ): Promise<Readonly<Record<string, PresentClient & { readonly connInfo?: unknown }>>>;
}

/** A channel that the page follows. */
class Followed {
  readonly #line: DrupalLine;
  readonly #channel: string;
  readonly #data = new Set<(data: unknown) => void>();
  readonly #states = new Set<(state: LinkState, refusal?: ChatRefusal) => void>();
  readonly #joins = new Set<(client: PresentClient) => void>();
  readonly #leaves = new Set<(client: PresentClient) => void>();
  #state: LinkState = 'down';
  #refusal: ChatRefusal | undefined;
  #off: (() => void) | undefined;

  constructor(line: DrupalLine, channel: string) {
    this.#line = line;
    this.#channel = channel;
    line.onState(({ state, final }) => {
      if (final) this.#become('over');
      else if (state !== 'live' && this.#state === 'up') this.#become('down');
    });
    this.open();
  }

  open(): void {
    this.#off?.();
    this.#off = this.#line.on(this.#channel, {
      publication: ({ data }) => {
        for (const listener of [...this.#data]) listener(data);
      },
      subscribed: () => this.#become('up'),
      join: (member) => {
        for (const listener of [...this.#joins]) listener(present(member));
      },
      leave: (member) => {
        for (const listener of [...this.#leaves]) listener(present(member));
      },
      error: ({ code, message, status = 0 }) => {
        if (code === 'subscription-refused') this.#become('refused', { code: status, message });
        else if (this.#state !== 'over') this.#become('down');
      },
    });
  }

  onData(listener: (data: unknown) => void): () => void {
    return added(this.#data, listener);
  }

  onState(listener: (state: LinkState, refusal?: ChatRefusal) => void): () => void {
    listener(this.#state, this.#refusal);
    return added(this.#states, listener);
  }

  onJoin(listener: (client: PresentClient) => void): () => void {
    return added(this.#joins, listener);
  }

  onLeave(listener: (client: PresentClient) => void): () => void {
    return added(this.#leaves, listener);
  }

  #become(state: LinkState, refusal?: ChatRefusal): void {
    this.#state = state;
    this.#refusal = refusal;
    for (const listener of [...this.#states]) listener(state, refusal);
  }
}

/** A connection over the line that a Drupal page has anyway. */
export function drupalConnection(line: DrupalLine): ChatConnection {
  const channels = new Map<string, Followed>();
  const follow = (name: string): Followed => {
    const known = channels.get(name);
    if (known) return known;
    const followed = new Followed(line, `chat:${name}`);
    channels.set(name, followed);
    return followed;
  };
  const rpc = (method: string, data: unknown): Promise<unknown> => line.rpc(method, data);
  return {
    rpc,
    link(name) {
      const followed = follow(name);
      return {
        rpc,
        onPublication: (listener) => followed.onData(listener),
        onState: (listener) => followed.onState(listener),
      };
    },
    retry: (name) => follow(name).open(),
    presence(name) {
      const followed = follow(name);
      return {
        list: async () => Object.values(await line.presence(`chat:${name}`)).map(present),
        onJoin: (listener) => followed.onJoin(listener),
        onLeave: (listener) => followed.onLeave(listener),
        onState: (listener) => followed.onState(listener),
      };
    },
  };
}

function added<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function present({ client, user, connInfo }: PresentClient & { readonly connInfo?: unknown }): PresentClient {
  return { client, user, info: connInfo };
}
