import type { Client, ClientOptions, ErrorListener, History, LateOptions } from './client.ts';
import type { State, StateListener } from './connection.ts';
import type { ChannelMember, Handler, Listener, Unsubscribe } from './listener.ts';
import { origin } from './origin.ts';

/** What the client's own script exports. */
export interface ClientScript {
  readonly Client: new (options: ClientOptions) => Client;
}

type HistoryOptions = Parameters<Client['history']>[1];

/**
 * `Drupal.nodejs`: the page's line to the push server, whose weight is loaded when somebody wants to hear.
 *
 * A page that nobody listens on loads no more than this and opens no connection.
 */
export class PageLine {
  /** This page's id, by which its own echo is dropped. */
  readonly origin = origin;
  readonly #options: () => ClientOptions;
  readonly #load: () => Promise<ClientScript>;
  readonly #whenThere: ((client: Client) => void)[] = [];
  #client: Client | undefined;
  #loading: Promise<Client> | undefined;

  /**
   * @param options - asked when the client is made, for BigPipe and AJAX bring more until then.
   * @param load - fetches the client's script.
   */
  constructor(options: () => ClientOptions, load: () => Promise<ClientScript>) {
    this.#options = options;
    this.#load = load;
  }

  /** The uid this page acts for, once known; "" for an anonymous visitor. */
  get user(): string | undefined {
    return this.#client ? this.#client.user : this.#options().user;
  }

  get state(): State {
    return this.#client?.state ?? (this.#loading ? 'connecting' : 'offline');
  }

  /** The server's id of this connection, while live. */
  get id(): string | undefined {
    return this.#client?.id;
  }

  /** Listens to a channel; the first listener loads the client and connects. */
  on(channel: string, listener: Handler | Listener): Unsubscribe {
    return this.#listen((client) => client.on(channel, listener));
  }

  /** Hears the channel's next publication only. */
  once(channel: string, handler: Handler): Unsubscribe {
    return this.#listen((client) => client.once(channel, handler));
  }

  /** Listens to every channel that the page and the token route name, also to those they name later. */
  onAny(listener: Handler | Listener): Unsubscribe {
    return this.#listen((client) => client.onAny(listener));
  }

  /** Calls the listener at once and with each change; opens no connection by itself. */
  onState(listener: StateListener): Unsubscribe {
    if (!this.#client) listener({ state: this.state, reason: 'nobody listens yet', final: false });
    return this.#later((client) => client.onState(listener));
  }

  /** Hears errors; without a listener they go to the console. */
  onError(listener: ErrorListener): Unsubscribe {
    return this.#later((client) => client.onError(listener));
  }

  /** Takes in what came later than the page. */
  extend(late: LateOptions): void {
    this.#client?.extend(late);
  }

  connect(): void {
    // What goes wrong has been told by #open().
    this.#need((client) => client.connect()).catch(() => undefined);
  }

  /** Cuts the line until {@link connect}, which brings what was missed. */
  disconnect(): void {
    this.#later((client) => {
      client.disconnect();
      return () => undefined;
    });
  }

  /** Resolves when live. */
  ready(): Promise<void> {
    return this.#need((client) => {
      client.connect();
      return client.ready();
    });
  }

  /** Calls a method of a server plugin or of Drupal's code. @throws RequestError */
  rpc(method: string, data: unknown): Promise<unknown> {
    return this.#need((client) => {
      client.connect();
      return client.rpc(method, data);
    });
  }

  /** Publishes where the channel's namespace lets clients publish. @throws RequestError */
  publish(channel: string, data: unknown): Promise<void> {
    return this.#need((client) => {
      client.connect();
      return client.publish(channel, data);
    });
  }

  /** Who is in a channel that this page has subscribed, by connection id. @throws RequestError */
  presence(channel: string): Promise<Readonly<Record<string, ChannelMember>>> {
    return this.#need((client) => client.presence(channel));
  }

  /** What a channel that this page has subscribed still keeps. @throws RequestError */
  history(channel: string, options?: HistoryOptions): Promise<History> {
    return this.#need((client) => client.history(channel, options));
  }

  #listen(start: (client: Client) => Unsubscribe): Unsubscribe {
    const off = this.#later(start);
    if (!this.#client) this.#need(() => undefined).catch(() => undefined);
    return off;
  }

  #later(start: (client: Client) => Unsubscribe): Unsubscribe {
    let off: Unsubscribe | undefined;
    let isOver = false;
    const begin = (client: Client) => {
      if (!isOver) off = start(client);
    };
    if (this.#client) begin(this.#client);
    else this.#whenThere.push(begin);
    return () => {
      isOver = true;
      off?.();
    };
  }

  async #need<Result>(use: (client: Client) => Result | Promise<Result>): Promise<Result> {
    this.#loading ??= this.#open();
    return use(await this.#loading);
  }

  async #open(): Promise<Client> {
    try {
      const { Client } = await this.#load();
      const client = new Client(this.#options());
      this.#client = client;
      for (const begin of this.#whenThere.splice(0)) begin(client);
      return client;
    } catch (error) {
      // The next listener tries again.
      this.#loading = undefined;
      console.warn('Drupal.nodejs: the client is not loaded', error);
      throw error;
    }
  }
}
