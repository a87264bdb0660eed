import {
  Disconnect,
  DisconnectCode,
  disconnects,
  ProtocolError,
  ProtocolErrorCode,
  UnsubscribeCode,
} from '@drupal-nodejs/protocol';
import type { Static } from 'typebox';
import type { Awaitable } from '../awaitable.ts';
import { jsonText } from '../json-text.ts';
import type { Limits } from '../limits.ts';
import type { Site, SitePublishOptions } from '../site/site.ts';
import type { CallResult } from './results.ts';
import type { bodies, CallName } from './schemas.ts';

type Body<C extends CallName> = Static<(typeof bodies)[C]>;

/** What the calls need besides the site they act on. */
export interface CallContext {
  readonly limits: Pick<Limits, 'history'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly startedAt: number;
  readonly version: string;
}

/** The server API: one function a call, given the site of the key; what it returns is answered as `result`. */
export const calls: {
  readonly [C in CallName]: (site: Site, body: Body<C>, context: CallContext) => Awaitable<CallResult<C>>;
} = {
  // Publications are most of what comes: they pay for no promise but the broker's, if it makes one.
  publish(site, body) {
    return site.publish(body.channel, toPublication(body), toPublishOptions(body));
  },

  async broadcast(site, { channels, ...body }) {
    const publication = toPublication(body);
    const options = toPublishOptions(body);
    const responses = await Promise.all(
      channels.map(async (channel) => {
        try {
          return { result: await site.publish(channel, publication, options) };
        } catch (error) {
          return { error: expected(error) };
        }
      }),
    );
    return { responses };
  },

  async subscribe(site, { user, channel, client }) {
    const results = await Promise.allSettled(
      site.roster.find(user, client || undefined).map((member) => member.subscribe(channel)),
    );
    const failed = results.find(
      (result) => result.status === 'rejected' && !isAlreadySubscribed(result.reason),
    );
    if (failed?.status === 'rejected') {
      throw failed.reason;
    }
    return {};
  },

  async unsubscribe(site, { user, channel, client }) {
    for (const member of site.roster.find(user, client || undefined)) {
      member.unsubscribe(channel, UnsubscribeCode.server);
    }
    return {};
  },

  async disconnect(site, { user, client, code, reason }) {
    const number = code ?? DisconnectCode.forceDisconnect;
    const text =
      reason || (Object.entries(disconnects).find(([known]) => Number(known) === number)?.[1] ?? '');
    for (const member of site.roster.find(user, client || undefined)) {
      member.close(Disconnect.custom(number, text));
    }
    return {};
  },

  async refresh(site, { user, client, expired = false, expire_at: expiresAt = 0 }) {
    for (const member of site.roster.find(user, client || undefined)) {
      if (expired) {
        member.close(new Disconnect(DisconnectCode.expired));
      } else {
        member.expire(expiresAt === 0 ? undefined : expiresAt);
      }
    }
    return {};
  },

  async presence(site, { channel }) {
    available(site.namespaces.of(channel).presence);
    return { presence: Object.fromEntries(await site.presence.list(channel)) };
  },

  async presence_stats(site, { channel }) {
    available(site.namespaces.of(channel).presence);
    const { clients, users } = await site.presence.stats(channel);
    return { num_clients: clients, num_users: users };
  },

  async history(site, { channel, limit = 0, since, reverse = false }, { limits }) {
    const { retention } = site.namespaces.of(channel);
    available(retention.size > 0);
    const filter = {
      limit: limit < 0 ? limits.history : Math.min(limit, limits.history),
      reverse,
      ...(since === undefined ? {} : { since: since.offset }),
    };
    const { position, publications } = await site.broker.history(channel, filter, retention);
    if (since?.epoch && since.epoch !== position.epoch) {
      throw new ProtocolError(ProtocolErrorCode.unrecoverablePosition);
    }
    return {
      publications: publications.map(({ data, ...rest }) => ({ ...rest, data: JSON.parse(data) })),
      ...position,
    };
  },

  async history_remove(site, { channel }) {
    available(site.namespaces.of(channel).retention.size > 0);
    await site.broker.removeHistory(channel);
    return {};
  },

  async channels(site, { prefix = '' }) {
    const occupied = [...site.hub.occupied(prefix)];
    return {
      channels: Object.fromEntries(occupied.map(([name, listeners]) => [name, { num_clients: listeners }])),
    };
  },

  async occupancy(site, { prefix = '', channels }) {
    const occupied = await site.channels.which(channels);
    return { channels: occupied.filter((channel) => channel.startsWith(prefix)) };
  },

  async info(site, _body, { now, startedAt, version }) {
    const { clients, users } = site.roster;
    const node = {
      name: site.name,
      version,
      num_clients: clients,
      num_users: users,
      num_channels: [...site.hub.occupied()].length,
      uptime: Math.floor((now() - startedAt) / 1000),
    };
    return { nodes: [node] };
  },

  async check(site, { token, origin, backend = false }) {
    return {
      ...(token ? { token: verdict(await site.auth.findTokenProblem(token)) } : {}),
      ...(origin ? { origin: verdict(site.origins.has(origin) ? undefined : 'not in origins') } : {}),
      ...(backend ? { backend: verdict(await site.findBackendProblem()) } : {}),
      anonymous: site.auth.allowsAnonymous,
    };
  },

  async revoke(site, { user, users, sid, channel, mode, at }) {
    if ((user === undefined) === (users === undefined)) {
      throw new ProtocolError(ProtocolErrorCode.badRequest, 'body: expected user or users, and not both');
    }
    const what = { mode, at, ...(sid ? { sid } : {}), ...(channel === undefined ? {} : { channel }) };
    const reached = await Promise.all(
      (users ?? [user ?? '']).map((one) => site.revoke({ user: one, ...what })),
    );
    return { connections: reached.reduce((sum, count) => sum + count, 0) };
  },
};

function toPublication({ data, tags }: Pick<Body<'publish'>, 'data' | 'tags'>): {
  readonly data: string;
  readonly tags?: Readonly<Record<string, string>>;
} {
  return tags === undefined ? { data: jsonText(data) } : { data: jsonText(data), tags };
}

function toPublishOptions(body: Omit<Body<'publish'>, 'channel'>): SitePublishOptions {
  const { version: number = 0, version_epoch: epoch = '' } = body;
  return {
    skipHistory: body.skip_history,
    idempotencyKey: body.idempotency_key || undefined,
    version: number > 0 ? { number, epoch } : undefined,
  };
}

function expected(error: unknown): { readonly code: number; readonly message: string } {
  if (error instanceof ProtocolError) {
    return { code: error.code, message: error.message };
  }
  throw error;
}

function verdict(problem: string | undefined): { readonly ok: boolean; readonly reason?: string } {
  return problem === undefined ? { ok: true } : { ok: false, reason: problem };
}

function isAlreadySubscribed(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === ProtocolErrorCode.alreadySubscribed;
}

function available(isAvailable: boolean): void {
  if (!isAvailable) {
    throw new ProtocolError(ProtocolErrorCode.notAvailable);
  }
}
