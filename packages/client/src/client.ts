import type { HistoryOptions } from 'centrifuge';
import type { SubscriptionToken } from './channel-subscription.ts';
import { Channels } from './channels.ts';
import { ClientError } from './client-error.ts';
import { Connection, type ConnectionToken, refused, type State, type StateListener } from './connection.ts';
import { endpoints } from './endpoint.ts';
import { firstFrameSocket } from './first-frame.ts';
import {
  type ChannelMember,
  type Handler,
  type Listener,
  type Publication,
  toListener,
  type Unsubscribe,
} from './listener.ts';
import { origin } from './origin.ts';
import { pauseWhileHidden } from './page-visibility.ts';
import { type Position, Positions } from './positions.ts';
import { shareLine } from './shared-line.ts';
import { SiteStorage, type WebStorage, webStorage } from './site-storage.ts';
import { type TokenAnswer, TokenRoute } from './token-route.ts';
import { Tokens } from './tokens.ts';

/** Where the server is, who the page acts for, and which channels it knows of. */
export interface ClientOptions {
  /** The server's public address, or its path on the page's own host: `/realtime/`. */
  readonly url: string;
  /** @default "default" */
  readonly site?: string | undefined;
  /** Uid, "" for an anonymous visitor; left out when the page doesn't know. */
  readonly user?: string | undefined;
  /** Drupal's token route. */
  readonly tokenUrl?: string | undefined;
  /** Gives a token of another kind; asked again when the server calls the last one outdated. */
  readonly getToken?: (() => string | Promise<string>) | undefined;
  /** What {@link Client.onAny} hears, beside the channels that the token route names. @default [] */
  readonly channels?: readonly string[] | undefined;
  /** Subscription tokens that came with the page; their channels count as `channels`. @default {} */
  readonly subscriptionTokens?: Readonly<Record<string, string>> | undefined;
  /** Subscription tokens good for anybody and without an end; their channels count as `channels`. @default {} */
  readonly publicTokens?: Readonly<Record<string, string>> | undefined;
  /** What a cached page carries instead of tokens: the token route swaps it for one. @default {} */
  readonly tickets?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether an anonymous visitor connects without a token, so that no request to the token route is needed;
   * one is made if the server refuses that.
   *
   * @default false
   */
  readonly anonymous?: boolean | undefined;
  /** What keeps positions from page to page of a tab. @default sessionStorage */
  readonly storage?: WebStorage | undefined;
  /** What keeps the tokens for all tabs. @default localStorage */
  readonly sharedStorage?: WebStorage | undefined;
  /** Milliseconds after which a page that nobody sees disconnects; it recovers when seen again. @default 120000 */
  readonly hiddenLimitMs?: number | undefined;
  /**
   * Whether tabs that nobody sees give up their connection for that of the tab that is looked at, and hear from it.
   *
   * @default false
   */
  readonly shared?: boolean | undefined;
}

/** What can come later than the page: with BigPipe, or an AJAX answer. */
export type LateOptions = Pick<ClientOptions, 'channels' | 'subscriptionTokens' | 'publicTokens' | 'tickets'>;

const hiddenLimitMs = 120_000;

/** Receives errors that have no caller to be thrown to. */
export type ErrorListener = (error: ClientError) => unknown;

/** A page of a channel's history. */
export interface History {
  readonly publications: readonly Publication[];
  readonly epoch: string;
  readonly offset: number;
}

/**
 * A page's line to the push server.
 *
 * Publications reach a listener exactly once and in order, also over page loads of the same tab and user;
 * where that can't be kept, the listener is told so (`stateLost`).
 *
 * @example
 * const client = new Client({ url: '/realtime/', tokenUrl: '/nodejs/token' });
 * const off = client.on('nodejs_notify', ({ data }) => show(data));
 */
export class Client {
  /** This page's id, by which its own echo is dropped. */
  readonly origin = origin;
  readonly #storage: SiteStorage;
  readonly #tokens: Tokens | undefined;
  readonly #pageTokens = new Map<string, string>();
  readonly #publicTokens = new Map<string, string>();
  readonly #connection: Connection;
  readonly #channels: Channels;
  readonly #errorListeners = new Set<ErrorListener>();
  #user: string | undefined;

  constructor(options: ClientOptions) {
    const { site = 'default', tokenUrl, user } = options;
    const report = (error: ClientError) => this.#report(error);
    this.#user = user ?? (tokenUrl === undefined ? '' : undefined);
    this.#storage = new SiteStorage(site, options.storage ?? webStorage('sessionStorage', report), report);
    const shared = new SiteStorage(site, options.sharedStorage ?? webStorage('localStorage', report), report);
    // A page that doesn't know its user can't tell whose the kept token is.
    if (this.#user === undefined) shared.delete('token');
    else for (const storage of [this.#storage, shared]) storage.claim(this.#user);
    let isAnonymous = options.anonymous === true && this.#user === '';
    if (tokenUrl !== undefined) {
      const route = new TokenRoute(tokenUrl, shared, report);
      this.#tokens = new Tokens(route, user, {
        accepted: (answer) => this.#accept(answer),
        userChanged: (error) => this.#stop(error),
      });
      // There is a token because this server wanted one.
      isAnonymous &&= !route.isFromEarlierPage;
    }
    const base = (globalThis as { location?: { readonly href: string } }).location?.href;
    this.#connection = new Connection(
      { ...endpoints(options.url, base), websocket: firstFrameSocket(this.#storage) },
      this.#tokens ?? ownToken(options.getToken, report),
      report,
      isAnonymous,
    );
    const { sdk } = this.#connection;
    const pass = options.shared
      ? shareLine({
          name: `nodejs:${site}`,
          user: () => this.#user,
          line: this.#connection,
          settled: () => this.#channels.settled(),
          take: (publication, epoch) => this.#channels.take(publication, epoch),
          takeMovement: (movement) => this.#channels.takeMovement(movement),
        })
      : undefined;
    this.#channels = new Channels(
      { sdk, positions: new Positions(this.#storage), report, pass },
      { subscription: (channel) => this.#subscriptionToken(channel) },
    );
    // Where a client has no subscription of its own: nodejs_add_user_to_channel().
    sdk.on('publication', (publication) => this.#channels.takeGiven(publication));
    this.extend(options);
    if (this.#tokens === undefined || isAnonymous) this.#channels.open();
    pauseWhileHidden(this.#connection, options.hiddenLimitMs ?? hiddenLimitMs);
  }

  /** The uid this page acts for, once known; "" for an anonymous visitor. */
  get user(): string | undefined {
    return this.#user;
  }

  get state(): State {
    return this.#connection.present.state;
  }

  /** The server's id of this connection, while live. */
  get id(): string | undefined {
    return this.#connection.id;
  }

  /**
   * Listens to a channel; connects if nothing did yet.
   *
   * @returns what ends it; the channel's last listener takes the subscription along. The position stays, so
   * a later listener hears what was published meanwhile.
   */
  on(channel: string, listener: Handler | Listener): Unsubscribe {
    const off = this.#channels.on(channel, toListener(listener));
    this.#connection.connectFirst();
    return off;
  }

  /** Hears the channel's next publication only. */
  once(channel: string, handler: Handler): Unsubscribe {
    const off = this.on(channel, (publication) => {
      off();
      return handler(publication);
    });
    return off;
  }

  /**
   * Listens to every channel that the options and the token route name, also to those they name later, and to those that
   * the server puts this connection into.
   */
  onAny(listener: Handler | Listener): Unsubscribe {
    const off = this.#channels.onAny(toListener(listener));
    this.#connection.connectFirst();
    return off;
  }

  /** Takes in channels, tokens and tickets that came later than the page. */
  extend({ channels = [], subscriptionTokens = {}, publicTokens = {}, tickets = {} }: LateOptions): void {
    for (const [channel, token] of Object.entries(subscriptionTokens)) this.#pageTokens.set(channel, token);
    for (const [channel, token] of Object.entries(publicTokens)) this.#publicTokens.set(channel, token);
    this.#tokens?.addTickets(tickets);
    this.#channels.know([
      ...channels,
      ...this.#pageTokens.keys(),
      ...this.#publicTokens.keys(),
      ...Object.keys(tickets),
    ]);
  }

  /** Calls the listener at once and with each change. */
  onState(listener: StateListener): Unsubscribe {
    return this.#connection.onState(listener);
  }

  /** Hears errors; without a listener they go to the console. */
  onError(listener: ErrorListener): Unsubscribe {
    const entry: ErrorListener = (error) => listener(error);
    this.#errorListeners.add(entry);
    return () => {
      this.#errorListeners.delete(entry);
    };
  }

  connect(): void {
    this.#connection.connect();
  }

  /** Cuts the line until {@link connect}, which brings what was missed. */
  disconnect(): void {
    this.#connection.disconnect();
  }

  /** Resolves when live. */
  ready(): Promise<void> {
    return this.#connection.call(this.#connection.sdk.ready());
  }

  /** Calls a method of a server plugin. @throws RequestError with the plugin's or the server's code. */
  async rpc(method: string, data: unknown): Promise<unknown> {
    const result = await this.#connection.call(this.#connection.sdk.rpc(method, data));
    return result.data;
  }

  /** Publishes where the channel's namespace lets clients publish. @throws RequestError */
  async publish(channel: string, data: unknown): Promise<void> {
    await this.#connection.call(this.#connection.sdk.publish(channel, data));
  }

  /** Who is in a channel that this page has subscribed, by connection id. @throws RequestError */
  async presence(channel: string): Promise<Readonly<Record<string, ChannelMember>>> {
    const { clients } = await this.#connection.call(this.#connection.sdk.presence(channel));
    return clients;
  }

  /** What a channel that this page has subscribed still keeps. @throws RequestError */
  async history(
    channel: string,
    options: { readonly limit?: number; readonly since?: Position; readonly reverse?: boolean } = {},
  ): Promise<History> {
    return this.#connection.call(this.#connection.sdk.history(channel, options as HistoryOptions));
  }

  #subscriptionToken(channel: string): SubscriptionToken | undefined {
    const lasting = this.#publicTokens.get(channel);
    if (lasting !== undefined) return { token: lasting };
    const fromPage = this.#pageTokens.get(channel);
    const fromRoute = this.#tokens?.subscription(channel);
    if (fromRoute !== undefined || fromPage === undefined) return fromRoute;
    const next = this.#tokens?.successorOf(channel, fromPage) ?? (() => noSuccessor(channel));
    return { token: fromPage, next };
  }

  #accept({ user, subscriptions }: TokenAnswer): void {
    this.#user = user;
    this.#storage.claim(user);
    this.#channels.know(Object.keys(subscriptions));
    this.#channels.open();
  }

  #stop(error: ClientError): void {
    this.#storage.wipe();
    this.#channels.close();
    this.disconnect();
    this.#report(error);
  }

  #report(error: ClientError): void {
    if (this.#errorListeners.size === 0) {
      // People log out all day, in another tab or elsewhere.
      const isUsual = error.temporary || error.status === refused;
      (isUsual ? console.warn : console.error)(error);
      return;
    }
    for (const listener of [...this.#errorListeners]) {
      try {
        listener(error);
      } catch (cause) {
        console.error(error, cause);
      }
    }
  }
}

function ownToken(
  getToken: ClientOptions['getToken'],
  report: (error: ClientError) => void,
): ConnectionToken | undefined {
  if (getToken === undefined) return undefined;
  return {
    async get() {
      try {
        return await getToken();
      } catch (cause) {
        const error = new ClientError('token-unreachable', 'getToken() failed', { cause });
        report(error);
        throw error;
      }
    },
    dropRefused: () => false,
  };
}

async function noSuccessor(channel: string): Promise<string> {
  throw new ClientError('token-refused', `the page's token for ${channel} is used up`, { channel });
}
