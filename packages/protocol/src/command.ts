import { isChannelName } from './channel.ts';
import { ProtocolError, ProtocolErrorCode } from './codes.ts';

/** Where a client stands in a channel: the stream's epoch and the last publication it has. */
export interface StreamPosition {
  readonly epoch: string;
  readonly offset: number;
}

/** Who the client says it is, and where it stands in what the server subscribes it to. */
export interface ConnectRequest {
  readonly token?: string;
  readonly data?: unknown;
  /** Positions for server-side subscriptions, by channel; `undefined` where none is to be recovered. */
  readonly subs: ReadonlyMap<string, StreamPosition | undefined>;
}

/** The wish to hear a channel. */
export interface SubscribeRequest {
  readonly channel: string;
  readonly token?: string;
  /** Set when the client asks for what it missed since then. */
  readonly since?: StreamPosition;
}

/** A command that is about a channel and nothing more. */
export interface ChannelRequest {
  readonly channel: string;
}

/** A message that a client publishes; `data` is any JSON. */
export interface PublishRequest {
  readonly channel: string;
  readonly data: unknown;
}

/** Which part of a channel's past a client asks for. */
export interface HistoryRequest {
  readonly channel: string;
  /** Most publications to return; 0 asks for the position alone. */
  readonly limit: number;
  readonly since?: StreamPosition;
  readonly reverse: boolean;
}

/** A question to a plugin; the method's prefix names it. */
export interface RpcRequest {
  readonly method: string;
  readonly data: unknown;
}

/** A new connection token, before the old one expires. */
export interface RefreshRequest {
  readonly token: string;
}

/** A new subscription token, before the old one expires. */
export interface SubRefreshRequest {
  readonly channel: string;
  readonly token: string;
}

/** What a client asks for, by method; `pong` is the empty frame that answers the server's ping. */
export type Command =
  | { readonly id: number; readonly method: 'connect'; readonly request: ConnectRequest }
  | { readonly id: number; readonly method: 'subscribe'; readonly request: SubscribeRequest }
  | { readonly id: number; readonly method: 'unsubscribe'; readonly request: ChannelRequest }
  | { readonly id: number; readonly method: 'publish'; readonly request: PublishRequest }
  | { readonly id: number; readonly method: 'presence'; readonly request: ChannelRequest }
  | { readonly id: number; readonly method: 'presence_stats'; readonly request: ChannelRequest }
  | { readonly id: number; readonly method: 'history'; readonly request: HistoryRequest }
  | { readonly id: number; readonly method: 'ping'; readonly request: Record<never, never> }
  | { readonly id: number; readonly method: 'rpc'; readonly request: RpcRequest }
  | { readonly id: number; readonly method: 'refresh'; readonly request: RefreshRequest }
  | { readonly id: number; readonly method: 'sub_refresh'; readonly request: SubRefreshRequest }
  | { readonly id: 0; readonly method: 'send'; readonly request: { readonly data: unknown } }
  | { readonly id: 0; readonly method: 'pong'; readonly request: Record<never, never> }
  /** A command whose id could be read but whose body could not: its reply is this error. */
  | { readonly id: number; readonly method: 'invalid'; readonly error: ProtocolError };

/** The name of a command, as it stands in its frame. */
export type Method = Command['method'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads one decoded frame as a command.
 *
 * Unknown fields are ignored. A frame whose id is readable but whose body is not becomes `invalid` and is
 * answered; one without a readable id has nobody to answer to.
 *
 * @throws ProtocolError 107 when the frame is no object or its id no positive integer
 */
export function readCommand(frame: unknown): Command {
  const fields = object(frame, 'frame');
  const method = methods.find((name) => Object.hasOwn(fields, name));
  if (method === 'send') {
    return { id: 0, method, request: { data: object(fields.send, 'send').data } };
  }
  if (method === undefined && fields.id === undefined && Object.keys(fields).length === 0) {
    return { id: 0, method: 'pong', request: {} };
  }
  const id = fields.id;
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 1 || id > 0xffffffff) {
    throw new ProtocolError(ProtocolErrorCode.badRequest, 'a command needs an id between 1 and 4294967295');
  }
  try {
    if (method === undefined) {
      throw new ProtocolError(ProtocolErrorCode.methodNotFound);
    }
    return { id, ...readers[method](object(fields[method], method)) };
  } catch (error) {
    if (error instanceof ProtocolError) {
      return { id, method: 'invalid', error };
    }
    throw error;
  }
}

type Body<M extends Method> = Omit<Extract<Command, { method: M; request: unknown }>, 'id'>;

const readers: { readonly [M in Exclude<Method, 'invalid' | 'pong' | 'send'>]: (fields: Fields) => Body<M> } =
  {
    connect: (fields) => ({
      method: 'connect',
      request: {
        ...optional('token', text(fields, 'token')),
        data: fields.data,
        subs: readSubs(fields.subs),
      },
    }),
    subscribe: (fields) => {
      // Map and shared-poll subscriptions and tag filters are answered plainly, not by half of what was asked.
      if ((fields.type ?? 0) !== 0 || fields.tf !== undefined) {
        throw new ProtocolError(ProtocolErrorCode.notAvailable);
      }
      return {
        method: 'subscribe',
        request: {
          channel: channel(fields),
          ...optional('token', text(fields, 'token')),
          ...optional('since', fields.recover === true ? position(fields) : undefined),
        },
      };
    },
    unsubscribe: (fields) => ({ method: 'unsubscribe', request: { channel: channel(fields) } }),
    publish: (fields) => ({
      method: 'publish',
      request: { channel: channel(fields), data: required(fields, 'data') },
    }),
    presence: (fields) => ({ method: 'presence', request: { channel: channel(fields) } }),
    presence_stats: (fields) => ({ method: 'presence_stats', request: { channel: channel(fields) } }),
    history: (fields) => ({
      method: 'history',
      request: {
        channel: channel(fields),
        limit: integer(fields, 'limit') ?? 0,
        ...optional('since', fields.since == null ? undefined : position(object(fields.since, 'since'))),
        reverse: fields.reverse === true,
      },
    }),
    ping: () => ({ method: 'ping', request: {} }),
    rpc: (fields) => ({
      method: 'rpc',
      request: { method: text(fields, 'method') ?? '', data: fields.data },
    }),
    refresh: (fields) => ({ method: 'refresh', request: { token: text(fields, 'token') ?? '' } }),
    sub_refresh: (fields) => ({
      method: 'sub_refresh',
      request: { channel: channel(fields), token: text(fields, 'token') ?? '' },
    }),
  };

const methods = [...(Object.keys(readers) as (keyof typeof readers)[]), 'send' as const];

function readSubs(value: unknown): ReadonlyMap<string, StreamPosition | undefined> {
  const subs = new Map<string, StreamPosition | undefined>();
  if (value == null) {
    return subs;
  }
  for (const [name, entry] of Object.entries(object(value, 'subs'))) {
    const fields = object(entry, 'subs');
    subs.set(name, fields.recover === true ? position(fields) : undefined);
  }
  return subs;
}

function object(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw bad(name, 'an object', value);
  }
  return value as Fields;
}

function required(fields: Fields, name: string): unknown {
  if (fields[name] === undefined) {
    throw bad(name, 'a value', undefined);
  }
  return fields[name];
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value == null) {
    return undefined;
  }
  if (typeof value !== 'string') {
    throw bad(name, 'a string', value);
  }
  return value;
}

function integer(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value == null) {
    return undefined;
  }
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw bad(name, 'an integer', value);
  }
  return value;
}

function channel(fields: Fields): string {
  if (!isChannelName(fields.channel)) {
    throw new ProtocolError(
      ProtocolErrorCode.badRequest,
      'channel: expected 1 to 255 printable ASCII characters, and no name like constructor',
    );
  }
  return fields.channel;
}

function position(fields: Fields): StreamPosition {
  const offset = integer(fields, 'offset') ?? 0;
  if (offset < 0) {
    throw bad('offset', 'an integer of at least 0', offset);
  }
  return { epoch: text(fields, 'epoch') ?? '', offset };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}

function bad(name: string, expected: string, found: unknown): ProtocolError {
  const kind = found === null ? 'null' : Array.isArray(found) ? 'an array' : typeof found;
  return new ProtocolError(ProtocolErrorCode.badRequest, `${name}: expected ${expected}, got ${kind}`);
}
