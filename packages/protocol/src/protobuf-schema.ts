// Field numbers of the public Centrifuge schema, the agreed subset of it. Names are those of the JSON encoding.

/** How a field is written: a scalar of Protobuf, JSON as bytes, or another message. */
export type FieldType =
  | 'bool'
  | 'int'
  | 'string'
  | 'bytes'
  /** Bytes that hold JSON; a value on this side. */
  | 'json'
  /** Bytes that hold JSON; JSON text on this side too. */
  | 'jsonText'
  | { readonly message: Fields }
  | { readonly list: Fields }
  /** A map from text, by the fields of its entries. */
  | { readonly map: Fields };

/** The fields of a message, by number. */
export type Fields = Readonly<Record<number, readonly [name: string, type: FieldType]>>;

const mapOf = (value: FieldType): FieldType => ({ map: { 1: ['key', 'string'], 2: ['value', value] } });

const channel: Fields = { 1: ['channel', 'string'] };

const clientInfo: Fields = {
  1: ['user', 'string'],
  2: ['client', 'string'],
  3: ['conn_info', 'json'],
  4: ['chan_info', 'json'],
};

const publication: Fields = {
  4: ['data', 'jsonText'],
  5: ['info', { message: clientInfo }],
  6: ['offset', 'int'],
  7: ['tags', mapOf('string')],
};

const position: Fields = { 1: ['offset', 'int'], 2: ['epoch', 'string'] };

const life: Fields = { 1: ['expires', 'bool'], 2: ['ttl', 'int'] };

const subscribeRequest: Fields = {
  1: ['channel', 'string'],
  2: ['token', 'string'],
  3: ['recover', 'bool'],
  6: ['epoch', 'string'],
  7: ['offset', 'int'],
  13: ['tf', { message: {} }],
  15: ['type', 'int'],
};

const subscribeResult: Fields = {
  ...life,
  3: ['recoverable', 'bool'],
  6: ['epoch', 'string'],
  7: ['publications', { list: publication }],
  8: ['recovered', 'bool'],
  9: ['offset', 'int'],
  10: ['positioned', 'bool'],
  12: ['was_recovering', 'bool'],
};

const connected = { 7: ['ping', 'int'], 8: ['pong', 'bool'], 9: ['session', 'string'] } as const;

const connectResult: Fields = {
  1: ['client', 'string'],
  2: ['version', 'string'],
  3: ['expires', 'bool'],
  4: ['ttl', 'int'],
  5: ['data', 'json'],
  6: ['subs', mapOf({ message: subscribeResult })],
  ...connected,
};

const push: Fields = {
  2: ['channel', 'string'],
  4: ['pub', { message: publication }],
  5: ['join', { message: { 1: ['info', { message: clientInfo }] } }],
  6: ['leave', { message: { 1: ['info', { message: clientInfo }] } }],
  7: ['unsubscribe', { message: { 2: ['code', 'int'], 3: ['reason', 'string'] } }],
  8: ['message', { message: { 1: ['data', 'json'] } }],
  9: [
    'subscribe',
    {
      message: {
        1: ['recoverable', 'bool'],
        4: ['epoch', 'string'],
        5: ['offset', 'int'],
        6: ['positioned', 'bool'],
      },
    },
  ],
  10: [
    'connect',
    {
      message: {
        1: ['client', 'string'],
        2: ['version', 'string'],
        3: ['data', 'json'],
        4: ['subs', mapOf({ message: subscribeResult })],
        5: ['expires', 'bool'],
        6: ['ttl', 'int'],
        ...connected,
      },
    },
  ],
  11: ['disconnect', { message: { 1: ['code', 'int'], 2: ['reason', 'string'], 3: ['reconnect', 'bool'] } }],
  12: ['refresh', { message: life }],
};

/** What a client sends. */
export const commandFields: Fields = {
  1: ['id', 'int'],
  4: [
    'connect',
    {
      message: {
        1: ['token', 'string'],
        2: ['data', 'json'],
        3: ['subs', mapOf({ message: subscribeRequest })],
      },
    },
  ],
  5: ['subscribe', { message: subscribeRequest }],
  6: ['unsubscribe', { message: channel }],
  7: ['publish', { message: { ...channel, 2: ['data', 'json'] } }],
  8: ['presence', { message: channel }],
  9: ['presence_stats', { message: channel }],
  10: [
    'history',
    {
      message: {
        ...channel,
        7: ['limit', 'int'],
        8: ['since', { message: position }],
        9: ['reverse', 'bool'],
      },
    },
  ],
  11: ['ping', { message: {} }],
  12: ['send', { message: { 1: ['data', 'json'] } }],
  13: ['rpc', { message: { 1: ['data', 'json'], 2: ['method', 'string'] } }],
  14: ['refresh', { message: { 1: ['token', 'string'] } }],
  15: ['sub_refresh', { message: { ...channel, 2: ['token', 'string'] } }],
};

/** A frame that comes in a request of its own. */
export const emulationFields: Fields = { 2: ['session', 'string'], 3: ['data', 'bytes'] };

/** What the server sends. */
export const replyFields: Fields = {
  1: ['id', 'int'],
  2: ['error', { message: { 1: ['code', 'int'], 2: ['message', 'string'], 3: ['temporary', 'bool'] } }],
  4: ['push', { message: push }],
  5: ['connect', { message: connectResult }],
  6: ['subscribe', { message: subscribeResult }],
  7: ['unsubscribe', { message: {} }],
  8: ['publish', { message: {} }],
  9: ['presence', { message: { 1: ['presence', mapOf({ message: clientInfo })] } }],
  10: ['presence_stats', { message: { 1: ['num_clients', 'int'], 2: ['num_users', 'int'] } }],
  11: [
    'history',
    { message: { 1: ['publications', { list: publication }], 2: ['epoch', 'string'], 3: ['offset', 'int'] } },
  ],
  12: ['ping', { message: {} }],
  13: ['rpc', { message: { 1: ['data', 'json'] } }],
  14: [
    'refresh',
    {
      message: {
        1: ['client', 'string'],
        2: ['version', 'string'],
        3: ['expires', 'bool'],
        4: ['ttl', 'int'],
      },
    },
  ],
  15: ['sub_refresh', { message: life }],
};
