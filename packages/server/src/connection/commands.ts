import {
  type Command,
  type ConnectResult,
  Disconnect,
  DisconnectCode,
  ProtocolError,
  ProtocolErrorCode,
  type ReplyBody,
} from '@drupal-nodejs/protocol';
import { type Awaitable, after, all } from '../awaitable.ts';
import { jsonText } from '../json-text.ts';
import type { Welcomes } from '../plugin/plugins.ts';
import { version } from '../version.ts';
import type { Connection } from './connection.ts';
import type { Right } from './right.ts';
import {
  clientSubscribe,
  endSubscription,
  refreshSubscription,
  type Settled,
  serverSubscribe,
} from './subscribing.ts';
import type { Subscription } from './subscription.ts';

/** What comes of a command. */
export interface Answer {
  /** Body of its reply; commands without an id have none. */
  readonly body?: ReplyBody;
  /** To be called when the reply is on its way. */
  readonly sent?: () => void;
}

/**
 * Runs one command of a connection.
 *
 * @throws ProtocolError for an error reply, Disconnect to close the connection
 */
export function answer(
  connection: Connection,
  command: Exclude<Command, { method: 'invalid' }>,
): Awaitable<Answer> {
  switch (command.method) {
    case 'connect':
      return connect(connection, command.request);
    case 'subscribe':
      return subscribe(connection, command.request);
    case 'send':
    case 'pong':
      return {};
    default:
      return after(reply(connection, command), (body) => ({ body }));
  }
}

function subscribe(connection: Connection, request: Request<'subscribe'>): Awaitable<Answer> {
  return after(clientSubscribe(connection, request), ({ result, release }) => ({
    body: { subscribe: result },
    sent: release,
  }));
}

type Plain = Exclude<Command, { method: 'invalid' | 'connect' | 'subscribe' | 'send' | 'pong' }>;

async function reply(connection: Connection, { method, request }: Plain): Promise<ReplyBody> {
  switch (method) {
    case 'refresh':
      return { refresh: await refresh(connection, request.token) };
    case 'sub_refresh':
      return { sub_refresh: await refreshSubscription(connection, request) };
    case 'unsubscribe':
      return unsubscribe(connection, request.channel);
    case 'publish':
      return publish(connection, request.channel, request.data);
    case 'presence':
      return presence(connection, request.channel);
    case 'presence_stats':
      return presenceStats(connection, request.channel);
    case 'history':
      return history(connection, request);
    case 'rpc':
      requirePace(connection, 'rpcRate');
      return { rpc: { data: await connection.site.call(request.method, request.data, connection.caller) } };
    case 'ping':
      return { ping: {} };
  }
}

type Request<M extends Command['method']> = Extract<Command, { method: M; request: unknown }>['request'];

function connect(connection: Connection, { token, data, subs }: Request<'connect'>): Awaitable<Answer> {
  const admitted = connection.connect({
    ...connection.handshake,
    ...(token ? { token } : {}),
    ...(data === undefined ? {} : { data }),
  });
  return after(admitted, () => welcome(connection, data, subs));
}

function welcome(connection: Connection, data: unknown, subs: Request<'connect'>['subs']): Awaitable<Answer> {
  const { site, identity, host } = connection;
  const { channels, channelsAre, issuedAt } = identity;
  const grants = new Map<string, Right>(
    channelsAre === 'subscriptions'
      ? channels.map((channel) => [channel, { issuedAt, from: 'identity' }])
      : [],
  );
  // Taken before the question, as where a plugin lets a client subscribe.
  const askedAt = host.clock.now() / 1000;
  return after(
    site.welcome(connection.caller, data, () => connection.isOpen),
    (welcomes) => {
      connection.requireOpen();
      for (const channel of welcomes.flatMap(([, { channels = [] }]) => channels)) {
        grants.set(channel, grants.get(channel) ?? { issuedAt: askedAt, from: 'plugin' });
      }
      const settling = all([...grants], ([channel, grant]) =>
        after(
          serverSubscribe(connection, channel, grant, subs.get(channel)),
          (settled) => [channel, settled] as const,
        ),
      );
      return after(settling, (settled) => connected(connection, welcomes, settled));
    },
  );
}

function connected(
  connection: Connection,
  welcomes: Welcomes,
  settled: readonly (readonly [channel: string, settled: Settled])[],
): Answer {
  for (const [, { requireOpen }] of settled) {
    requireOpen();
  }
  const said = welcomes.flatMap(([name, { data }]) => (data === undefined ? [] : [[name, data]]));
  const connect: ConnectResult = {
    client: connection.client,
    version: `drupal-nodejs ${version}`,
    ...(settled.length === 0
      ? {}
      : { subs: Object.fromEntries(settled.map(([channel, { result }]) => [channel, result])) }),
    ...(said.length === 0 ? {} : { data: Object.fromEntries(said) }),
    ...connection.life,
    ping: Math.ceil(connection.host.limits.pingMs / 1000),
    pong: true,
    ...(connection.session === undefined ? {} : { session: connection.session }),
  };
  return {
    body: { connect },
    sent: () => {
      for (const [, { release }] of settled) {
        release();
      }
    },
  };
}

async function refresh(
  connection: Connection,
  token: string,
): Promise<{ client: string; expires?: true; ttl?: number }> {
  if (token === '') {
    throw new Disconnect(DisconnectCode.invalidToken);
  }
  const site = connection.site;
  // Of this site, whatever else the server has: a token of another is signed with a key that is none here.
  const credentials = { ...connection.handshake, token };
  connection.refresh(await site.auth.authenticate(credentials), credentials);
  return { client: connection.client, ...connection.life };
}

function unsubscribe(connection: Connection, channel: string): ReplyBody {
  connection.site;
  const subscription = connection.subscriptions.get(channel);
  if (subscription !== undefined) {
    endSubscription(connection, subscription);
  }
  return { unsubscribe: {} };
}

async function publish(connection: Connection, channel: string, data: unknown): Promise<ReplyBody> {
  requirePace(connection, 'publishRate');
  const { namespace } = subscribed(connection, channel);
  const answer = await connection.site.askToPublish(channel, data, connection.caller);
  if (answer === undefined && !namespace.clientPublish) {
    throw new ProtocolError(ProtocolErrorCode.permissionDenied);
  }
  if (!answer?.published) {
    // Asked again: the subscription may have been taken away while Drupal answered.
    const { info } = subscribed(connection, channel);
    const message = { data: jsonText(answer?.data ?? data), info };
    await connection.host.gate.pass(async () => {
      await connection.site.publish(channel, message);
    }, refuseMoved);
  }
  return { publish: {} };
}

// The next process is not told who publishes, and what is published here now nobody would hear.
async function refuseMoved(): Promise<void> {
  throw new ProtocolError(ProtocolErrorCode.internal, 'another process goes on');
}

async function presence(connection: Connection, channel: string): Promise<ReplyBody> {
  available(subscribed(connection, channel).namespace.presence);
  return { presence: { presence: Object.fromEntries(await connection.site.presence.list(channel)) } };
}

async function presenceStats(connection: Connection, channel: string): Promise<ReplyBody> {
  available(subscribed(connection, channel).namespace.presence);
  const { clients, users } = await connection.site.presence.stats(channel);
  return { presence_stats: { num_clients: clients, num_users: users } };
}

async function history(
  connection: Connection,
  { channel, limit, since, reverse }: Request<'history'>,
): Promise<ReplyBody> {
  const { retention } = subscribed(connection, channel).namespace;
  available(retention.size > 0);
  const most = connection.host.limits.history;
  const slice = await connection.site.broker.history(
    channel,
    {
      limit: limit < 0 ? most : Math.min(limit, most),
      reverse,
      ...(since === undefined ? {} : { since: since.offset }),
    },
    retention,
  );
  if (since !== undefined && since.epoch !== '' && since.epoch !== slice.position.epoch) {
    throw new ProtocolError(ProtocolErrorCode.unrecoverablePosition);
  }
  return { history: { publications: slice.publications, ...slice.position } };
}

// In whichever of a user's clients: many tabs are no way around it.
function requirePace(
  { host, site, identity, handshake }: Connection,
  limit: 'publishRate' | 'rpcRate',
): void {
  if (!host.rates.act(limit, site.name, identity.user, handshake.address)) {
    site.meter.limited(limit);
    throw new ProtocolError(ProtocolErrorCode.tooManyRequests);
  }
}

// Only who hears a channel may ask about it.
function subscribed(connection: Connection, channel: string): Subscription {
  connection.site.namespaces.of(channel);
  const subscription = connection.subscriptions.get(channel);
  if (!subscription?.isLive) {
    throw new ProtocolError(ProtocolErrorCode.permissionDenied);
  }
  return subscription;
}

function available(isAvailable: boolean): void {
  if (!isAvailable) {
    throw new ProtocolError(ProtocolErrorCode.notAvailable);
  }
}
