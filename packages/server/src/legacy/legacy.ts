import { broadcastChannel, contentChannelName } from '../classic-channels.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import { type Caller, type Plugin, PluginError, type PluginHost, type Welcome } from '../plugin/plugin.ts';
import { ContentChannels, type TokenDetails } from './content-channels.ts';
import { Memberships } from './memberships.ts';
import { OnlineUsers } from './online-users.ts';

export interface LegacyParts {
  readonly site: string;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'leaveGraceMs' | 'tokenLifeMs' | 'rememberedTokens'>;
  /** Has a client hear a channel; nothing happens where it does. @throws ProtocolError 102, 106 */
  readonly subscribe: (caller: Caller, channel: string) => Promise<void>;
  /** Sends one of the classic messages (`messageType` …) to the site's Drupal, where there is a message route. */
  readonly tellDrupal: (message: Readonly<Record<string, unknown>>) => void;
}

/**
 * What pages and Drupal of the classic module expect of their server, beside its HTTP routes.
 *
 * A page that says `contentTokens` in its connect is a classic one: the server has it hear broadcasts, and the content
 * channels whose tokens it brings.
 */
export class Legacy implements Plugin {
  readonly name = 'nodejs';
  readonly methods = {
    'join-token-channel': (data: unknown, caller: Caller) => this.#joinTokenChannel(data, caller),
  };
  readonly memberships: Memberships;
  readonly online: OnlineUsers;
  readonly contents: ContentChannels;
  readonly #site: string;
  /** Clients that count for who is online; a listener of `uni_sse`, or one of the process before, ends without. */
  readonly #counted = new Set<string>();
  readonly #subscribe: LegacyParts['subscribe'];
  #host: PluginHost | undefined;

  constructor({ site, clock, limits, subscribe, tellDrupal }: LegacyParts) {
    const { leaveGraceMs: graceMs, tokenLifeMs, rememberedTokens } = limits;
    this.#site = site;
    this.#subscribe = subscribe;
    this.memberships = new Memberships(rememberedTokens);
    this.online = new OnlineUsers(clock, graceMs, (uid, event, watchers) => {
      tellDrupal({ uid, messageType: event === 'online' ? 'userOnline' : 'userOffline' });
      for (const watcher of watchers) {
        this.#tell(`user:${watcher}`, { presenceNotification: { uid, event } });
      }
    });
    this.contents = new ContentChannels({
      clock,
      graceMs,
      tokenLifeMs,
      mostTokens: rememberedTokens,
      left: (channel, user) => {
        const data = { uid: user || 0, type: 'disconnect' };
        this.#tell(contentChannelName(channel), { channel, contentChannelNotification: true, data });
      },
    });
  }

  async start(host: PluginHost): Promise<void> {
    this.#host = host;
  }

  async connect(caller: Caller, data: unknown): Promise<Welcome> {
    if (caller.user !== '') {
      this.#counted.add(caller.client);
      this.online.enter(caller.user, caller.watchers ?? []);
    }
    const own = this.memberships.of(caller.user);
    const tokens = contentTokens(data);
    if (tokens === undefined) {
      return { channels: own };
    }
    const contentChannels = Object.entries(tokens)
      .filter(([channel, token]) => this.contents.enter(channel, token, caller) !== undefined)
      .map(([channel]) => contentChannelName(channel));
    return { channels: [broadcastChannel, ...own, ...contentChannels] };
  }

  disconnect({ user, client }: Caller): void {
    if (this.#counted.delete(client)) {
      this.online.leave(user);
    }
    this.contents.leave(client);
  }

  async stop(): Promise<void> {
    this.online.stop();
    this.contents.stop();
  }

  async #joinTokenChannel(data: unknown, caller: Caller): Promise<object> {
    const { channel, contentToken } = (data ?? {}) as { channel?: unknown; contentToken?: unknown };
    if (typeof channel !== 'string' || typeof contentToken !== 'string') {
      throw new PluginError(1400, 'channel, contentToken: expected texts');
    }
    const details = this.contents.enter(channel, contentToken, caller);
    if (details === undefined) {
      throw new PluginError(1403, 'the content token is not good for this channel and user');
    }
    await this.#subscribe(caller, contentChannelName(channel));
    await this.#publish(contentChannelName(channel), {
      callback: 'clientJoinedTokenChannel',
      data: shown(details),
    });
    return { channel: contentChannelName(channel) };
  }

  #tell(channel: string, message: object): void {
    this.#publish(channel, message).catch((err: unknown) =>
      this.#host?.log.error({ err, channel }, 'a notice of the classic module was not published'),
    );
  }

  async #publish(channel: string, message: object): Promise<void> {
    await this.#host?.publish(this.#site, channel, message);
  }
}

/** The tokens of a classic page's connect; nothing where it is none. */
function contentTokens(data: unknown): Record<string, string> | undefined {
  const tokens = (data as { contentTokens?: unknown } | null | undefined)?.contentTokens;
  if (typeof tokens !== 'object' || tokens === null) {
    return undefined;
  }
  const texts = Object.entries(tokens).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts);
}

// Others in the channel could come in with it.
function shown({ token: _, ...details }: TokenDetails): object {
  return details;
}
