import type { SubscriptionToken } from './channel-subscription.ts';
import { ClientError } from './client-error.ts';
import type { TokenAnswer, TokenRoute } from './token-route.ts';

/** What happens around the tokens of a page. */
export interface TokenEvents {
  /** An answer of the route came into use: its user is the page's. */
  accepted(answer: TokenAnswer): void;
  /** The route answered for somebody else than the page was made for. */
  userChanged(error: ClientError): void;
}

/**
 * The tokens that a page hands to the server, always of one user.
 *
 * The SDK asks again only when the server refused what it got or its life is over, so a token handed out once
 * is never handed out again.
 */
export class Tokens {
  readonly #route: TokenRoute;
  readonly #events: TokenEvents;
  readonly #tickets = new Map<string, string>();
  #user: string | undefined;
  #answer: TokenAnswer | undefined;
  #handedOut: string | undefined;

  /** @param user - the uid the page knows; "" and undefined take the route's word for it once. */
  constructor(route: TokenRoute, user: string | undefined, events: TokenEvents) {
    this.#route = route;
    this.#events = events;
    this.#user = user === '' ? undefined : user;
  }

  /** Takes in what cached pages carry instead of tokens, by channel. */
  addTickets(tickets: Readonly<Record<string, string>>): void {
    for (const [channel, ticket] of Object.entries(tickets)) this.#tickets.set(channel, ticket);
  }

  /** @throws ClientError `token-unreachable`, `token-refused`, `user-changed`. */
  async get(): Promise<string> {
    const answer = await this.#next((candidate) => candidate.token !== this.#handedOut);
    this.#handedOut = answer.token;
    return answer.token;
  }

  /** The channel's token, or the way to it; undefined for a channel that needs none or isn't this user's. */
  subscription(channel: string): SubscriptionToken | undefined {
    const token = this.#answer?.subscriptions[channel];
    if (token !== undefined) return { token, next: this.successorOf(channel, token) };
    return this.#tickets.has(channel) ? { next: this.successorOf(channel, undefined) } : undefined;
  }

  /** A function that gives the next token of a channel each time the last one is refused. */
  successorOf(channel: string, first: string | undefined): () => Promise<string> {
    let handedOut = first;
    return async () => {
      const { subscriptions } = await this.#next(
        (answer) => handedOut === undefined || answer.subscriptions[channel] !== handedOut,
      );
      const token = subscriptions[channel];
      if (token === undefined) {
        throw new ClientError('token-refused', `the site gives no token for ${channel}`, { channel });
      }
      handedOut = token;
      return token;
    };
  }

  /**
   * Drops a kept token that the server refused for good; its session may have ended between two pages.
   *
   * @returns whether the route may know a better one: not if this page itself asked for the refused one.
   */
  dropRefused(): boolean {
    const isWorthAsking = this.#route.isFromEarlierPage;
    this.#route.forget();
    return isWorthAsking;
  }

  async #next(isWanted: (answer: TokenAnswer) => boolean): Promise<TokenAnswer> {
    const answer = await this.#route.answer({
      isWanted: (candidate) => this.#isOurs(candidate) && isWanted(candidate),
      tickets: this.#tickets,
    });
    if (answer === this.#answer) return answer;
    if (!this.#isOurs(answer)) {
      this.#route.forget();
      const error = new ClientError('user-changed', 'this page was made for another user: load it again');
      this.#events.userChanged(error);
      throw error;
    }
    this.#user = answer.user;
    this.#answer = answer;
    this.#events.accepted(answer);
    return answer;
  }

  #isOurs({ user }: TokenAnswer): boolean {
    return this.#user === undefined || this.#user === user;
  }
}
