import type { Centrifuge, PublicationContext, SubscribedContext, Subscription } from 'centrifuge';
import { UnauthorizedError } from 'centrifuge';
import { ClientError, type Report } from './client-error.ts';
import type { Listener, Movement, Publication, Unsubscribe } from './listener.ts';
import { isOwnEcho } from './origin.ts';
import type { Positions } from './positions.ts';
import type { Passing } from './shared-line.ts';

/** A channel's subscription token and the way to its successor. */
export interface SubscriptionToken {
  /** Absent while there is only the way to it. */
  readonly token?: string;
  /**
   * Absent for a token that doesn't end.
   *
   * @throws ClientError; `token-refused` and `user-changed` end the subscription.
   */
  next?(): Promise<string>;
}

/** What a channel needs from its client. */
export interface ChannelSurroundings {
  readonly sdk: Centrifuge;
  readonly positions: Positions;
  readonly report: Report;
  /** Passes on what came by the wire. */
  readonly pass?: Passing | undefined;
}

// A listener added twice is heard twice and leaves one by one.
interface Entry {
  readonly listener: Listener;
}

type Word = (listener: Listener) => unknown;

/**
 * One channel of this page: its listeners, its position, its subscription at the server.
 *
 * Whatever the wire brings twice is delivered once, by position. The position moves after the listeners ran:
 * a page that dies in between leaves the publication to the next page.
 */
export class ChannelSubscription {
  readonly channel: string;
  readonly #surroundings: ChannelSurroundings;
  readonly #entries = new Set<Entry>();
  #subscription: Subscription | undefined;
  #hasToken = false;

  constructor(channel: string, surroundings: ChannelSurroundings) {
    this.channel = channel;
    this.#surroundings = surroundings;
  }

  get isHeard(): boolean {
    return this.#entries.size > 0;
  }

  /** Whether the server knows or is about to know of it. */
  get isOpen(): boolean {
    return this.#subscription !== undefined;
  }

  /** Whether it was opened with a subscription token. */
  get hasToken(): boolean {
    return this.#hasToken;
  }

  add(listener: Listener): Unsubscribe {
    const entry: Entry = { listener };
    this.#entries.add(entry);
    // One that joins a live subscription waits for the word as well; told later, when its owner has the way out.
    if (this.#subscription?.state === 'subscribed') {
      queueMicrotask(() => this.#say(entry, subscribed(this.channel, false)));
    }
    return () => {
      this.#entries.delete(entry);
    };
  }

  open(token: SubscriptionToken | undefined): void {
    const { sdk, positions } = this.#surroundings;
    const next = token?.next;
    this.#hasToken = token !== undefined;
    const subscription = sdk.newSubscription(this.channel, {
      since: positions.get(this.channel) ?? null,
      ...(token?.token && { token: token.token }),
      ...(next && { getToken: () => nextToken(next) }),
    });
    this.#subscription = subscription;
    subscription.on('subscribed', (context) => this.#subscribed(context));
    subscription.on('publication', (context) => {
      this.#surroundings.pass?.publication(context, positions.get(this.channel)?.epoch);
      this.#published(context);
    });
    for (const event of ['join', 'leave'] as const) {
      subscription.on(event, ({ info }) => {
        const movement: Movement = { channel: this.channel, event, member: info };
        this.#surroundings.pass?.movement(movement);
        this.#moved(movement);
      });
    }
    subscription.on('error', ({ type, error }) => {
      // Token errors are told by the token's own source; 109 only asks for the next token.
      if (type === 'subscribeToken' || type === 'refreshToken' || error.code === 109) return;
      this.fail('subscription-lost', error.message, { status: error.code });
    });
    subscription.on('unsubscribed', ({ code, reason }) => {
      if (this.#subscription !== subscription) return;
      this.close();
      this.fail('subscription-refused', `${this.channel}: ${reason}`, { status: code });
    });
    subscription.subscribe();
  }

  /**
   * Replaces a token before the server refuses it.
   *
   * Only between two connections: with commands on the wire the server would meet the channel twice.
   */
  renew(token: SubscriptionToken): void {
    const isLasting = token.next === undefined;
    if (!this.#hasToken || isLasting || this.#surroundings.sdk.state === 'connected') return;
    this.close();
    this.open(token);
  }

  /** Resolves when the server has said where the channel stands, or that it is none of this page's. */
  async settled(): Promise<void> {
    await this.#subscription?.ready().catch(() => undefined);
  }

  /** Takes what another tab heard, if it is the next and doesn't come here as well; the rest comes by recovery. */
  take(publication: PublicationContext, epoch: string | undefined): void {
    if (this.#subscription?.state === 'subscribed') return;
    const known = this.#surroundings.positions.get(this.channel);
    const isNext =
      known === undefined
        ? publication.offset === undefined
        : known.epoch === epoch && publication.offset === known.offset + 1;
    if (this.isOpen && isNext) this.#published(publication);
  }

  /** Takes what came without a subscription of this page's own. */
  takeGiven(publication: PublicationContext): void {
    this.#published(publication);
  }

  /** Takes who another tab saw come or leave, if they aren't seen here as well. */
  takeMovement(movement: Movement): void {
    if (this.isOpen && this.#subscription?.state !== 'subscribed') this.#moved(movement);
  }

  close(): void {
    const subscription = this.#subscription ?? null;
    this.#subscription = undefined;
    this.#surroundings.sdk.removeSubscription(subscription);
  }

  /** Tells the channel's own listeners of an error; one that none of them takes is the client's. */
  fail(
    code: 'subscription-lost' | 'subscription-refused',
    message: string,
    details: { readonly status?: number; readonly cause?: unknown } = {},
  ): void {
    const error = new ClientError(code, message, { ...details, channel: this.channel });
    let isTaken = false;
    this.#tell((listener) => {
      if (listener.error === undefined) return undefined;
      isTaken = true;
      return listener.error(error);
    });
    if (!isTaken) this.#surroundings.report(error);
  }

  #subscribed({ recoverable, recovered, streamPosition, hasRecoveredPublications }: SubscribedContext): void {
    const { positions } = this.#surroundings;
    const known = positions.get(this.channel);
    if (!recoverable || streamPosition === undefined) {
      positions.delete(this.channel);
    } else if (known === undefined || !recovered) {
      // Publications that come with an unrecovered reply lie before its position.
      positions.set(
        this.channel,
        hasRecoveredPublications ? { ...streamPosition, offset: 0 } : streamPosition,
      );
    }
    if (recoverable && known !== undefined && !recovered) {
      this.#tell((listener) => listener.stateLost?.({ channel: this.channel }));
    }
    this.#tell(subscribed(this.channel, recovered));
  }

  #published(publication: PublicationContext): void {
    const { positions } = this.#surroundings;
    const known = positions.get(this.channel);
    const { offset } = publication;
    if (known !== undefined && offset !== undefined && offset <= known.offset) return;
    if (!isOwnEcho(publication)) {
      this.#tell((listener) => listener.publication?.(publication as Publication));
    }
    if (known !== undefined && offset !== undefined) positions.set(this.channel, { ...known, offset });
  }

  #moved({ event, member }: Movement): void {
    this.#tell((listener) => listener[event]?.(member));
  }

  #tell(word: Word): void {
    for (const entry of [...this.#entries]) this.#say(entry, word);
  }

  // The SDK ends the connection when an exception reaches it, so none may.
  #say(entry: Entry, word: Word): void {
    if (!this.#entries.has(entry)) return;
    try {
      const result = word(entry.listener);
      if (result instanceof Promise) result.catch((cause: unknown) => this.#handlerFailed(cause));
    } catch (cause) {
      this.#handlerFailed(cause);
    }
  }

  #handlerFailed(cause: unknown): void {
    const { channel } = this;
    this.#surroundings.report(
      new ClientError('handler-failed', `a listener of ${channel} failed`, { channel, cause }),
    );
  }
}

async function nextToken(next: () => Promise<string>): Promise<string> {
  try {
    return await next();
  } catch (error) {
    throw isFinal(error) ? new UnauthorizedError(String(error)) : error;
  }
}

function subscribed(channel: string, recovered: boolean): Word {
  return (listener) => listener.subscribed?.({ channel, recovered });
}

function isFinal(error: unknown): boolean {
  return error instanceof ClientError && !error.temporary;
}
