import type { FastifyBaseLogger } from 'fastify';

/** Who called a plugin: one connection, and what its authentication said of it. */
export interface Caller {
  readonly site: string;
  readonly client: string;
  /** Drupal's uid, "" for an anonymous visitor. */
  readonly user: string;
  readonly sid?: string;
  /** What others may know of the user, as the authentication gave it. */
  readonly info?: unknown;
  /** Users who may know when this one comes and goes, where Drupal's answer lists them. */
  readonly watchers?: readonly string[];
}

/** What a plugin has a client hear and know from the start. */
export interface Welcome {
  /** Channels that the server subscribes the client to. */
  readonly channels?: readonly string[];
  /** Goes to the client in the answer to its connect, as `data.NAME`. */
  readonly data?: unknown;
}

/** What is said to a client's publication: `{}` lets it through as it is. */
export interface PublishAnswer {
  /** Stands in for what the client sent. */
  readonly data?: unknown;
  /** It was published already. */
  readonly published?: boolean;
}

/** The Drupal of a site, as a plugin asks it: signed with a key of `backend`, which the route checks. */
export interface DrupalSite {
  /**
   * Posts JSON to a path below the site's address; resolves with the answer's JSON.
   * @throws BackendError when there is no answer, or none that can be used
   */
  post(path: string, question: object): Promise<unknown>;
}

/** What the server offers a plugin. */
export interface PluginHost {
  readonly log: FastifyBaseLogger;

  /** Publishes `data` to a channel; resolves after the broker has it. @throws ProtocolError 102 */
  publish(site: string, channel: string, data: unknown): Promise<void>;

  /** Ends a user's subscription, on whichever connection and server; the client is told and asks no more. */
  unsubscribe(site: string, user: string, channel: string): Promise<void>;

  /** Tells the site's Drupal of an event of the plugin's own, in a batch with others; lost where there is no `backend`. */
  tell(site: string, type: string, about: object): void;

  /** The site's Drupal, for questions of the plugin's own; undefined where there is no `backend`. */
  drupal(site: string): DrupalSite | undefined;
}

/**
 * A feature beside the push server that knows content: it answers rpc and decides on its own namespaces.
 *
 * What a plugin throws reaches a client only as a {@link PluginError}; anything else is logged and answered with
 * error 100, and harms nobody else.
 */
export interface Plugin {
  /** Prefix of its methods and calls: the plugin `chat` owns `chat.*`. Letters, digits, `-` and `_`. */
  readonly name: string;

  /** Channel namespaces that it decides on; no two plugins share one. */
  readonly namespaces?: readonly string[];

  /** Its rpc methods, by name without the prefix. */
  readonly methods: Readonly<Record<string, (data: unknown, caller: Caller) => Promise<unknown>>>;

  /** Its calls of the server API, `POST /api/NAME.CALL`, by name without the prefix; `site` is that of the key. */
  readonly calls?: Readonly<Record<string, (body: unknown, site: string) => Promise<unknown>>>;

  /**
   * Welcomes a client whose identity is known. `data` is what its connect brought. What it throws refuses the client.
   *
   * Looked for when the plugin has started.
   */
  connect?(caller: Caller, data: unknown): Promise<Welcome | undefined>;

  /** May the caller listen? Asked for channels in `namespaces` only. */
  subscribe?(channel: string, caller: Caller): Promise<boolean>;

  /**
   * May the caller, a subscriber, publish? Asked for channels in `namespaces` only.
   *
   * `undefined` leaves it to Drupal and to `clientPublish`.
   */
  publish?(channel: string, data: unknown, caller: Caller): Promise<PublishAnswer | undefined>;

  /** A client is gone, whose identity was known; `code` is its close code, 0 when it left. */
  disconnect?(caller: Caller, code: number): Promise<void> | void;

  start?(host: PluginHost): Promise<void>;
  stop?(): Promise<void>;
}

/** An error that a plugin wants its caller to see; codes 400 to 1999 are the plugins' own. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly code: number;

  constructor(code: number, message: string) {
    if (!isPluginCode(code)) {
      throw new RangeError(`code: expected 400 to 1999, got ${code}`);
    }
    super(message);
    this.code = code;
  }

  // A plugin may have found another copy of this package.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return (
      value instanceof Error && value.name === 'PluginError' && 'code' in value && isPluginCode(value.code)
    );
  }
}

function isPluginCode(code: unknown): boolean {
  return typeof code === 'number' && Number.isInteger(code) && code >= 400 && code <= 1999;
}
