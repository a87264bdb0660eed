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
}

/** What the server offers a plugin. */
export interface PluginHost {
  readonly log: FastifyBaseLogger;

  /** Publishes `data` to a channel; resolves after the broker has it. @throws ProtocolError 102 */
  publish(site: string, channel: string, data: unknown): Promise<void>;
}

/**
 * A feature beside the push server that knows content: it answers rpc and decides on its own namespaces.
 *
 * What a plugin throws reaches the caller only as a {@link PluginError}; anything else is logged and answered
 * with error 100.
 */
export interface Plugin {
  /** Prefix of its rpc methods: the plugin `chat` owns `chat.*`. */
  readonly name: string;

  /** Channel namespaces whose subscriptions it decides. */
  readonly namespaces?: readonly string[];

  /** Its rpc methods, by name without the prefix. */
  readonly methods: Readonly<Record<string, (data: unknown, caller: Caller) => Promise<unknown>>>;

  /** May the caller listen? Asked for channels in `namespaces` only. */
  subscribe?(channel: string, caller: Caller): Promise<boolean>;

  start?(host: PluginHost): Promise<void>;
  stop?(): Promise<void>;
}

/** An error that a plugin wants its caller to see; codes 400 to 1999 are the plugins' own. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly code: number;

  constructor(code: number, message: string) {
    if (!Number.isInteger(code) || code < 400 || code > 1999) {
      throw new RangeError(`code: expected 400 to 1999, got ${code}`);
    }
    super(message);
    this.code = code;
  }
}
