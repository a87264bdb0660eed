import {
  Disconnect,
  DisconnectCode,
  isChannelName,
  ProtocolError,
  ProtocolErrorCode,
  type StreamPosition,
} from '@drupal-nodejs/protocol';
import { claimedChannel } from '../auth/token.ts';
import { version } from '../version.ts';
import type { Connection } from './connection.ts';
import { Cursor } from './cursor.ts';
import { type Failure, failureOf } from './failure.ts';
import { listenerSubscribe, type Settled } from './subscribing.ts';

/** What a client asks that can only listen; it says all of it at once. */
export interface ListenRequest {
  /** "" for none. */
  readonly token: string;
  /** Channels that it may hear without a token of their own. */
  readonly channels: readonly string[];
  /** Subscription tokens. Without these and `channels` it hears the channels that its identity lists. */
  readonly subscriptions: readonly string[];
  /** The `id` of the last event that it had, "" for none. */
  readonly lastEventId: string;
  /** Its cursor from here on. */
  readonly cursor: Cursor;
}

/** Where no stream ever stood, so that the client is told that something is lost. */
const nowhere: StreamPosition = { epoch: '', offset: 0 };

/**
 * Connects a client that can only listen, and subscribes it to its channels.
 *
 * A channel that it may not hear is an `unsubscribe` push, and does not keep it from the others; who may hear none is
 * closed. What a token of its can't change by itself closes for good, since it has no way to bring a new one.
 */
export function listen(connection: Connection, request: ListenRequest): void {
  connection.connecting(connect(connection, request));
}

/** Vouches for a connected client, see {@link Cursor}. */
export function sealOf({ site, identity }: Connection, token: string): string {
  return site.auth.seal(identity, token);
}

async function connect(connection: Connection, request: ListenRequest): Promise<void> {
  try {
    await begin(connection, request);
    connection.host.meter.command('connect', 0);
  } catch (error) {
    const reason = error instanceof Disconnect ? error : farewell(expected(connection, error));
    connection.host.meter.command('connect', reason.code);
    connection.close(reason);
  }
}

async function begin(connection: Connection, request: ListenRequest): Promise<void> {
  const { token, lastEventId, cursor } = request;
  const named = namedChannels(request);
  const before = Cursor.read(lastEventId);
  const seal = before?.seal;
  await connection.connect({
    ...connection.handshake,
    ...(token ? { token } : {}),
    ...(seal ? { seal } : {}),
  });
  const wanted = named.size > 0 ? named : new Map(connection.identity.channels.map((name) => [name, '']));
  if (wanted.size === 0) {
    throw badRequest('channel: expected at least one, got none');
  }
  // Where it stood can't be told any more: something may be lost.
  const elsewhere = before === undefined && lastEventId !== '' ? nowhere : undefined;
  const refused = new Map<string, Failure>();
  const settled = new Map<string, Settled>();
  await Promise.all(
    [...wanted].map(async ([channel, token]) => {
      const since = before?.positionIn(channel) ?? elsewhere;
      const request = { channel, token, ...(since === undefined ? {} : { since }) };
      try {
        settled.set(channel, await listenerSubscribe(connection, request));
      } catch (error) {
        refused.set(channel, expected(connection, error));
      }
    }),
  );
  const failures = [...refused.values()];
  const reason =
    failures.find(({ temporary }) => temporary) ?? (settled.size === 0 ? failures[0] : undefined);
  if (reason !== undefined) {
    throw farewell(reason);
  }
  for (const { requireOpen } of settled.values()) {
    requireOpen();
  }
  cursor.seal = sealOf(connection, token);
  for (const channel of refused.keys()) {
    cursor.enter(channel, before?.positionIn(channel) ?? {});
  }
  answer(connection, cursor, settled, refused);
}

function answer(
  connection: Connection,
  cursor: Cursor,
  settled: ReadonlyMap<string, Settled>,
  refused: ReadonlyMap<string, Failure>,
): void {
  const { client, life, host } = connection;
  const results = [...settled].map(([channel, { result }]) => [channel, result] as const);
  for (const [channel, result] of results) {
    cursor.enter(channel, result);
  }
  if (`${cursor}`.length > host.limits.cursorBytes) {
    throw new ProtocolError(ProtocolErrorCode.limitExceeded, 'too many channels for one cursor');
  }
  const ping = Math.ceil(host.limits.pingMs / 1000);
  connection.push({
    connect: {
      client,
      version: `drupal-nodejs ${version}`,
      subs: Object.fromEntries(results),
      ...life,
      ping,
    },
  });
  for (const [channel, { code, message }] of refused) {
    connection.push({ channel, unsubscribe: { code, reason: message } });
  }
  for (const { release } of settled.values()) {
    release();
  }
}

function namedChannels({ channels, subscriptions }: ListenRequest): Map<string, string> {
  const named = new Map(channels.map((channel) => [channel, '']));
  for (const token of subscriptions) {
    named.set(claimedChannel(token) ?? '', token);
  }
  for (const [channel, token] of named) {
    if (!isChannelName(channel)) {
      throw badRequest(
        token === ''
          ? 'channel: expected 1 to 255 printable ASCII characters, and no name like constructor'
          : 'subscription: expected a subscription token',
      );
    }
  }
  return named;
}

function badRequest(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.badRequest, message);
}

function expected({ host, client }: Connection, error: unknown): Failure {
  if (error instanceof Disconnect) {
    throw error;
  }
  const failure = failureOf(error);
  if (!failure.isExpected) {
    host.log.error({ err: error, client }, 'a client could not listen');
  }
  return failure;
}

function farewell({ code, message, temporary }: Failure): Disconnect {
  return temporary
    ? new Disconnect(DisconnectCode.serverError)
    : new Disconnect(finalCodes.get(code) ?? DisconnectCode.permissionDenied, message);
}

const finalCodes: ReadonlyMap<number, DisconnectCode> = new Map([
  [ProtocolErrorCode.tokenExpired, DisconnectCode.invalidToken],
  [ProtocolErrorCode.badRequest, DisconnectCode.badRequest],
  [ProtocolErrorCode.limitExceeded, DisconnectCode.channelLimit],
]);
