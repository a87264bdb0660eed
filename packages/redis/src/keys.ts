/**
 * Names of everything that one site keeps in Redis.
 *
 * What stands in braces decides where a Cluster keeps a key: all that belongs to a channel lives together. Names that
 * others chose come last, or with their length before them, so that no two can look alike.
 */
export class Keys {
  readonly #prefix: string;
  readonly #site: string;

  /** @param database of the keys; channels of Redis don't know databases */
  constructor(prefix: string, database: number, site: string) {
    this.#prefix = `${prefix}:${database}`;
    this.#site = encodeURIComponent(site);
  }

  /** Epoch, offset and version of a channel. */
  meta(channel: string): string {
    return `${this.#prefix}:m:${this.#home(channel)}`;
  }

  /** Kept publications of a channel. */
  list(channel: string): string {
    return `${this.#prefix}:h:${this.#home(channel)}`;
  }

  /** Position that a publication with an idempotency key got. */
  published(channel: string, key: string): string {
    return `${this.#prefix}:i:${channel.length}:${this.#home(channel)}${key}`;
  }

  /** Which servers have clients in a channel. */
  present(channel: string): string {
    return `${this.#prefix}:p:${this.#home(channel)}`;
  }

  /** A server's clients in a channel. */
  presentAt(channel: string, server: string): string {
    return this.presentParts(channel).join(server);
  }

  /** What stands before and behind the server in that name. */
  presentParts(channel: string): readonly [before: string, behind: string] {
    return [`${this.#prefix}:q:`, `:${this.#home(channel)}`];
  }

  /** Where publications of a channel are pushed. */
  pushes(channel: string): string {
    return `${this.#prefix}:c:${this.#home(channel)}`;
  }

  /** How many servers use what, in one part of a kind. */
  used(kind: string, part: number): string {
    return `${this.#prefix}:u:{${this.#site}:${kind}:${part}}`;
  }

  /** What a server uses, in one part of a kind. */
  usedAt(kind: string, part: number, server: string): string {
    return `${this.used(kind, part)}${server}`;
  }

  /** Something that the site has one of. */
  one(what: string): string {
    return `${this.#prefix}:s:{${this.#site}}${what}`;
  }

  #home(channel: string): string {
    return `{${this.#site}:${channel}}`;
  }
}
