import {
  Disconnect,
  DisconnectCode,
  isChannelName,
  ProtocolError,
  ProtocolErrorCode,
  UnsubscribeCode,
} from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { broadcastChannel, channelName, contentChannelName } from '../classic-channels.ts';
import { jsonText } from '../json-text.ts';
import type { Site } from '../site/site.ts';
import type { Legacy } from './legacy.ts';
import { endSession, membersWith } from './log-out.ts';
import { Refusal } from './refusal.ts';

type Body = Readonly<Record<string, unknown>>;

/** What one request is about. */
interface Question {
  readonly site: Site;
  readonly legacy: Legacy;
  readonly params: Readonly<Record<string, string>>;
  readonly body: Body;
}

type Answer = (question: Question) => Promise<object>;

const success = { status: 'success' };

export interface LegacyRoutesOptions {
  /** The site of a service key, which is one of its API keys. */
  readonly siteOf: (key: string) => Site | undefined;
  readonly legacyOf: (site: Site) => Legacy | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: FastifyBaseLogger;
}

/** The HTTP routes of the classic server, `/nodejs/…`, on the same rooms; what it refuses has a status of 400 and more. */
export function addLegacyRoutes(
  scope: FastifyInstance,
  { siteOf, legacyOf, now, log }: LegacyRoutesOptions,
): void {
  const sites = new WeakMap<FastifyRequest, Site>();
  scope.removeContentTypeParser('application/json');
  // The classic module names this type also where it sends nothing.
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: FastifyRequest, text: string) => readBody(text),
  );
  scope.setErrorHandler((error, request, reply) => fail(error, request, reply));
  scope.addHook('onRequest', async (request) => {
    const { nodejsservicekey: key } = request.headers;
    const site = typeof key === 'string' ? siteOf(key) : undefined;
    if (site === undefined) {
      throw new Refusal(401, 'Invalid service key.');
    }
    sites.set(request, site);
  });
  const debugged = new WeakSet<Site>();
  scope.addHook('onResponse', async (request, { statusCode: status }) => {
    const site = sites.get(request);
    if (site !== undefined && debugged.has(site)) {
      // By pattern: the address itself may hold a token.
      const { method, routeOptions } = request;
      log.info(
        { site: site.name, method, route: routeOptions.url, status },
        'a request of the classic module',
      );
    }
  });
  const route = (method: 'GET' | 'POST', url: string, answer: Answer): void => {
    scope.route<{ Params: Record<string, string> }>({
      method,
      url: `/nodejs/${url}`,
      handler: async (request) => {
        const site = sites.get(request);
        const legacy = site && legacyOf(site);
        if (site === undefined || legacy === undefined) {
          throw new Refusal(401, 'Invalid service key.');
        }
        return answer({ site, legacy, params: request.params, body: (request.body ?? {}) as Body });
      },
    });
  };

  route('POST', 'publish', async ({ site, body }) => {
    const channel = body.broadcast ? broadcastChannel : channelName(text(body.channel));
    return { ...success, sent: await publish(site, channel, body) };
  });

  route('POST', 'user/kick/:uid', async ({ site, legacy, params }) => {
    legacy.memberships.forget(uid(params));
    for (const member of site.roster.find(uid(params))) {
      member.close(new Disconnect(DisconnectCode.forceDisconnect));
    }
    return success;
  });

  route('POST', 'user/logout/:authtoken', async ({ site, params }) => {
    await endSession(site, params.authtoken ?? '', now() / 1000);
    return success;
  });

  route('POST', 'user/channel/add/:channel/:uid', async ({ site, legacy, params }) => {
    const members = site.roster.find(uid(params));
    if (members.length === 0) {
      throw new Refusal(404, 'No active sessions for uid.');
    }
    const name = channel(params);
    await Promise.all(members.map((member) => subscribe(member, name)));
    legacy.memberships.enter(uid(params), name);
    return success;
  });

  route('POST', 'user/channel/remove/:channel/:uid', async ({ site, legacy, params }) => {
    const name = channel(params);
    if (!exists(site, legacy, name)) {
      throw new Refusal(404, 'Non-existent channel name.');
    }
    legacy.memberships.leave(uid(params), name);
    for (const member of site.roster.find(uid(params))) {
      member.unsubscribe(name, UnsubscribeCode.server);
    }
    return success;
  });

  route('POST', 'channel/add/:channel', async ({ site, legacy, params }) => {
    const name = channel(params);
    site.namespaces.of(name);
    if (exists(site, legacy, name)) {
      throw new Refusal(409, `Channel name '${params.channel}' already exists.`);
    }
    legacy.memberships.make(name);
    return success;
  });

  route('GET', 'channel/check/:channel', async ({ site, legacy, params }) => ({
    ...success,
    result: exists(site, legacy, channel(params)),
  }));

  route('POST', 'channel/remove/:channel', async ({ site, legacy, params }) => {
    const name = channel(params);
    if (!exists(site, legacy, name)) {
      throw new Refusal(404, 'Non-existent channel name.');
    }
    legacy.memberships.remove(name);
    for (const member of [...site.roster.all()]) {
      member.unsubscribe(name, UnsubscribeCode.server);
    }
    return success;
  });

  // It changes something, but the classic module asks by GET.
  for (const method of ['GET', 'POST'] as const) {
    route(method, 'user/presence-list/:uid/:uidList', async ({ legacy, params }) => {
      const watchers = (params.uidList ?? '').split(',');
      if (!watchers.every((watcher) => /^\d+$/.test(watcher))) {
        throw new Refusal(400, 'Invalid uid.');
      }
      if (!legacy.online.watch(uid(params), watchers)) {
        throw new Refusal(404, 'Invalid uid.');
      }
      return success;
    });
  }

  route('POST', 'content/token', async ({ legacy, body }) => {
    const name = text(body.channel);
    contentChannel(name);
    legacy.contents.announce(name, text(body.token), body);
    return success;
  });

  route('POST', 'content/token/users', async ({ legacy, body }) => ({
    users: legacy.contents.users(text(body.channel)),
  }));

  route('POST', 'content/token/message', async ({ site, body }) => {
    await publish(site, contentChannel(text(body.channel)), body);
    return success;
  });

  for (const act of ['add', 'remove'] as const) {
    route('POST', `authtoken/channel/${act}/:channel/:authToken`, async ({ site, params }) => {
      const members = await membersWith(site, params.authToken ?? '');
      if (members.length === 0) {
        throw new Refusal(404, 'Invalid parameters.');
      }
      const name = channel(params);
      for (const member of members) {
        await (act === 'add' ? subscribe(member, name) : member.unsubscribe(name, UnsubscribeCode.server));
      }
      return success;
    });
  }

  route('GET', 'health/check', async ({ site, legacy }) => {
    const { online, contents } = legacy;
    return {
      ...success,
      // What a classic module asks for is the classic server's version: of ours it would not know what to think.
      version: '1.1.0',
      authenticatedClients: site.roster.users,
      sockets: site.roster.clients,
      onlineUsers: online.size,
      tokenChannels: contents.channels,
      contentTokens: contents.figures,
    };
  });

  route('POST', 'debug/toggle', async ({ site, body }) => {
    if (typeof body.debug !== 'boolean') {
      throw new Refusal(400, 'Required parameters are missing.');
    }
    debugged[body.debug ? 'add' : 'delete'](site);
    return { ...success, debug: body.debug };
  });
}

function exists(site: Site, { memberships }: Legacy, name: string): boolean {
  return listeners(site, name) > 0 || memberships.has(name);
}

function readBody(json: string): Body {
  if (json === '') {
    return {};
  }
  try {
    const body: unknown = JSON.parse(json);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return body as Body;
    }
  } catch (cause) {
    throw new Refusal(400, 'Expected JSON.', { cause });
  }
  throw new Refusal(400, 'Expected a JSON object.');
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw new Refusal(400, 'Required parameters are missing.');
  }
  return value;
}

function uid({ uid = '' }: Question['params']): string {
  if (!/^\d+$/.test(uid)) {
    throw new Refusal(400, 'Invalid uid.');
  }
  return uid;
}

function channel({ channel = '' }: Question['params']): string {
  if (!isChannelName(channel)) {
    throw new Refusal(400, 'Invalid channel name.');
  }
  return channelName(channel);
}

function contentChannel(classic: string): string {
  const name = contentChannelName(classic);
  if (!isChannelName(name)) {
    throw new Refusal(400, 'Invalid channel name.');
  }
  return name;
}

/** Publishes a message as it came; returns how many of this server's clients listen. */
async function publish(site: Site, name: string, message: Body): Promise<number> {
  if (!isChannelName(name)) {
    throw new Refusal(400, 'Invalid channel name.');
  }
  const origin = message.clientSocketId;
  await site.publish(name, {
    data: jsonText(message),
    ...(typeof origin === 'string' && origin !== '' ? { tags: { origin } } : {}),
  });
  return listeners(site, name);
}

async function subscribe(member: { subscribe(channel: string): Promise<void> }, name: string): Promise<void> {
  try {
    await member.subscribe(name);
  } catch (error) {
    if (!(error instanceof ProtocolError && error.code === ProtocolErrorCode.alreadySubscribed)) {
      throw error;
    }
  }
}

function listeners(site: Site, name: string): number {
  for (const [occupied, count] of site.hub.occupied(name)) {
    if (occupied === name) {
      return count;
    }
  }
  return 0;
}

const statuses: Readonly<Record<number, number>> = {
  [ProtocolErrorCode.unknownChannel]: 404,
  [ProtocolErrorCode.limitExceeded]: 409,
};

function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) {
    return reply.status(error.status).send({ status: 'failed', error: error.message });
  }
  if (error instanceof ProtocolError) {
    return reply.status(statuses[error.code] ?? 400).send({ status: 'failed', error: error.message });
  }
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return reply.status(statusCode).send({ status: 'failed', error: message });
  }
  request.log.error({ err: error }, 'a request of the classic module failed');
  return reply.status(500).send({ status: 'failed', error: 'internal server error' });
}
