import type { Clock } from '../clock.ts';
import { Lingering } from '../lingering.ts';
import type { Caller } from '../plugin/plugin.ts';
import { BoundedMap } from './bounded-map.ts';

/** What Drupal says with a token: whether others hear of its bearer's end, and anything for them to know. */
export interface TokenDetails {
  readonly notifyOnDisconnect?: boolean;
  readonly [field: string]: unknown;
}

interface Token {
  readonly details: TokenDetails;
  /** Whose it is since somebody brought it; anonymous visitors share one. */
  bearer: string | undefined;
  /** Milliseconds since 1970. */
  until: number;
}

interface Member {
  readonly user: string;
  readonly details: TokenDetails;
}

export interface ContentChannelsParts {
  readonly clock: Clock;
  readonly graceMs: number;
  /** How long a token is kept after it was last used. */
  readonly tokenLifeMs: number;
  readonly mostTokens: number;
  /** The last connection of a user left a channel whose others are to hear of it; "" for an anonymous visitor. */
  readonly left: (channel: string, user: string) => void;
}

/**
 * Content channels: whoever has a token that Drupal announced may listen.
 *
 * A token belongs to the user who brings it first, and is good again after a cut or a page load.
 */
export class ContentChannels {
  readonly #parts: ContentChannelsParts;
  readonly #tokens: BoundedMap<string, Token>;
  readonly #members = new Map<string, Map<string, Member>>();
  readonly #leaving: Lingering;
  /** Whose end others are to hear of, among those who are leaving. */
  readonly #toTell = new Set<string>();

  constructor(parts: ContentChannelsParts) {
    this.#parts = parts;
    this.#tokens = new BoundedMap(parts.mostTokens);
    this.#leaving = new Lingering(parts.clock, parts.graceMs, undefined, (place) => {
      const [channel = '', user = ''] = place.split('\n');
      if (this.#toTell.delete(place)) {
        parts.left(channel, user);
      }
    });
  }

  /** Channels that somebody is in. */
  get channels(): number {
    return this.#members.size;
  }

  /** How many tokens and connections each channel has. */
  get figures(): Record<string, { tokens: number; sockets: number }> {
    const figures = new Map<string, { tokens: number; sockets: number }>();
    const of = (channel: string) => figures.get(channel) ?? { tokens: 0, sockets: 0 };
    for (const [key] of this.#tokens) {
      const [channel = ''] = key.split('\n');
      figures.set(channel, { ...of(channel), tokens: of(channel).tokens + 1 });
    }
    for (const [channel, members] of this.#members) {
      figures.set(channel, { ...of(channel), sockets: members.size });
    }
    return Object.fromEntries(figures);
  }

  announce(channel: string, token: string, details: TokenDetails): void {
    const until = this.#parts.clock.now() + this.#parts.tokenLifeMs;
    this.#tokens.set(key(channel, token), { details, bearer: undefined, until });
  }

  /** Takes a client into a channel; returns what Drupal said with the token, nothing where it is not good. */
  enter(channel: string, token: string, { client, user }: Caller): TokenDetails | undefined {
    const found = this.#tokens.get(key(channel, token));
    const now = this.#parts.clock.now();
    if (found === undefined || found.until < now || (found.bearer ?? user) !== user) {
      return undefined;
    }
    found.bearer = user;
    found.until = now + this.#parts.tokenLifeMs;
    const members = this.#members.get(channel) ?? new Map<string, Member>();
    this.#members.set(channel, members);
    if (!members.has(client)) {
      const place = key(channel, user || `\n${client}`);
      this.#toTell.delete(place);
      this.#leaving.enter(place);
    }
    members.set(client, { user, details: found.details });
    return found.details;
  }

  /** Takes a client out of every channel. */
  leave(client: string): void {
    for (const [channel, members] of [...this.#members]) {
      const member = members.get(client);
      if (member === undefined) {
        continue;
      }
      members.delete(client);
      if (members.size === 0) {
        this.#members.delete(channel);
      }
      const place = key(channel, member.user || `\n${client}`);
      if (member.details.notifyOnDisconnect === true) {
        this.#toTell.add(place);
      }
      this.#leaving.leave(place);
    }
  }

  /** Who is in a channel: users once each, and an id for each anonymous connection. */
  users(channel: string): { readonly uids: readonly string[]; readonly authTokens: readonly string[] } {
    const members = [...(this.#members.get(channel) ?? [])];
    return {
      uids: [...new Set(members.map(([, { user }]) => user).filter((user) => user !== ''))],
      authTokens: members.filter(([, { user }]) => user === '').map(([client]) => client),
    };
  }

  stop(): void {
    this.#leaving.stop();
  }
}

// Neither a channel's name nor a uid has a line break.
function key(channel: string, rest: string): string {
  return `${channel}\n${rest}`;
}
