import type { PublicationContext } from 'centrifuge';
import {
  ChannelSubscription,
  type ChannelSurroundings,
  type SubscriptionToken,
} from './channel-subscription.ts';
import type { Listener, Movement, Unsubscribe } from './listener.ts';

/** Where the channels' tokens come from. */
export interface SubscriptionTokens {
  /** The channel's token; undefined for a channel that needs none. */
  subscription(channel: string): SubscriptionToken | undefined;
}

interface AnyListener {
  readonly listener: Listener;
  readonly offs: Unsubscribe[];
}

/**
 * The channels of a page: heard ones are open at the server once the page knows whose tokens it holds.
 */
export class Channels {
  readonly #surroundings: ChannelSurroundings;
  readonly #tokens: SubscriptionTokens;
  readonly #channels = new Map<string, ChannelSubscription>();
  readonly #known = new Set<string>();
  readonly #anyListeners = new Set<AnyListener>();
  #isOpen = false;

  constructor(surroundings: ChannelSurroundings, tokens: SubscriptionTokens) {
    this.#surroundings = surroundings;
    this.#tokens = tokens;
  }

  on(name: string, listener: Listener): Unsubscribe {
    const channel = this.#channels.get(name) ?? new ChannelSubscription(name, this.#surroundings);
    this.#channels.set(name, channel);
    const off = channel.add(listener);
    if (this.#isOpen && !channel.isOpen) channel.open(this.#tokens.subscription(name));
    return () => {
      off();
      if (channel.isHeard || this.#channels.get(name) !== channel) return;
      this.#channels.delete(name);
      channel.close();
    };
  }

  /** Hears every known channel, and those that become known. */
  onAny(listener: Listener): Unsubscribe {
    const any: AnyListener = { listener, offs: [] };
    this.#anyListeners.add(any);
    for (const name of this.#known) any.offs.push(this.on(name, listener));
    return () => {
      this.#anyListeners.delete(any);
      for (const off of any.offs.splice(0)) off();
    };
  }

  /** Makes channels known. */
  know(names: Iterable<string>): void {
    for (const name of names) {
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      for (const any of this.#anyListeners) any.offs.push(this.on(name, any.listener));
    }
  }

  /** Opens what is heard with the newest tokens, refused channels too; ends those whose token is gone. */
  open(): void {
    this.#isOpen = true;
    for (const [name, channel] of this.#channels) {
      const token = this.#tokens.subscription(name);
      if (!channel.isOpen) channel.open(token);
      else if (token !== undefined) channel.renew(token);
      else if (channel.hasToken) {
        channel.close();
        channel.fail('subscription-refused', `the site gives no token for ${name} any more`);
      }
    }
  }

  /** Resolves when each open channel knows its place. */
  async settled(): Promise<void> {
    await Promise.all([...this.#channels.values()].map((channel) => channel.settled()));
  }

  /** Takes what came of a channel that the server put this connection into, for as long as it lasts. */
  takeGiven(publication: PublicationContext): void {
    const { channel } = publication;
    const heard = this.#channels.get(channel) ?? new ChannelSubscription(channel, this.#surroundings);
    const any = this.#known.has(channel) ? [] : [...this.#anyListeners];
    const offs = any.map(({ listener }) => heard.add(listener));
    heard.takeGiven(publication);
    for (const off of offs) off();
  }

  /** Takes what another tab heard. */
  take(publication: PublicationContext, epoch: string | undefined): void {
    this.#channels.get(publication.channel)?.take(publication, epoch);
  }

  /** Takes who another tab saw come or leave. */
  takeMovement(movement: Movement): void {
    this.#channels.get(movement.channel)?.takeMovement(movement);
  }

  close(): void {
    this.#isOpen = false;
    for (const channel of this.#channels.values()) channel.close();
  }
}
