/** An error reply to one command: its number, its words, and whether trying again can help. */
interface ErrorEntry {
  readonly message: string;
  readonly temporary?: true;
}

/** The codes of error replies; the numbers are those of the Centrifuge protocol. */
export const ProtocolErrorCode = {
  internal: 100,
  unauthorized: 101,
  unknownChannel: 102,
  permissionDenied: 103,
  methodNotFound: 104,
  alreadySubscribed: 105,
  limitExceeded: 106,
  badRequest: 107,
  notAvailable: 108,
  tokenExpired: 109,
  expired: 110,
  tooManyRequests: 111,
  unrecoverablePosition: 112,
} as const;

export type ProtocolErrorCode = (typeof ProtocolErrorCode)[keyof typeof ProtocolErrorCode];

/** The catalogue behind {@link ProtocolErrorCode}; `docs/errors.md` is held equal to it by a test. */
export const protocolErrors: Readonly<Record<ProtocolErrorCode, ErrorEntry>> = {
  100: { message: 'internal server error', temporary: true },
  101: { message: 'unauthorized' },
  102: { message: 'unknown channel' },
  103: { message: 'permission denied' },
  104: { message: 'method not found' },
  105: { message: 'already subscribed' },
  106: { message: 'limit exceeded' },
  107: { message: 'bad request' },
  108: { message: 'not available' },
  109: { message: 'token expired' },
  110: { message: 'expired' },
  111: { message: 'too many requests', temporary: true },
  112: { message: 'unrecoverable position' },
};

/** An error that answers one command and leaves the connection open. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: number;
  readonly temporary: boolean;

  constructor(
    code: ProtocolErrorCode,
    message: string = protocolErrors[code].message,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.temporary = protocolErrors[code].temporary ?? false;
  }
}

/** The codes a connection is closed with; the range says whether the client may come back. */
export const DisconnectCode = {
  connectionClosed: 3000,
  shutdown: 3001,
  serverError: 3004,
  expired: 3005,
  subscriptionExpired: 3006,
  slow: 3008,
  insufficientState: 3010,
  forceReconnect: 3011,
  noPong: 3012,
  tooManyRequests: 3013,
  invalidToken: 3500,
  badRequest: 3501,
  stale: 3502,
  forceDisconnect: 3503,
  connectionLimit: 3504,
  channelLimit: 3505,
  permissionDenied: 3507,
  notAvailable: 3508,
} as const;

export type DisconnectCode = (typeof DisconnectCode)[keyof typeof DisconnectCode];

/** The words that go with each {@link DisconnectCode}. */
export const disconnects: Readonly<Record<DisconnectCode, string>> = {
  3000: 'connection closed',
  3001: 'shutdown',
  3004: 'internal server error',
  3005: 'connection expired',
  3006: 'subscription expired',
  3008: 'slow',
  3010: 'insufficient state',
  3011: 'force reconnect',
  3012: 'no pong',
  3013: 'too many requests',
  3500: 'invalid token',
  3501: 'bad request',
  3502: 'stale',
  3503: 'force disconnect',
  3504: 'connection limit',
  3505: 'channel limit',
  3507: 'permission denied',
  3508: 'not available',
};

/** The end of a connection, thrown to close it or handed on as the reason why it closed. */
export class Disconnect extends Error {
  override readonly name = 'Disconnect';
  readonly code: number;
  readonly reason: string;

  constructor(code: DisconnectCode, reason: string = disconnects[code], options?: ErrorOptions) {
    super(reason, options);
    this.code = code;
    this.reason = reason;
  }

  /** A close with a code of the application's own, as the API's `disconnect` may ask for. */
  static custom(code: number, reason: string): Disconnect {
    return Object.assign(new Disconnect(DisconnectCode.forceDisconnect, reason), { code });
  }
}

/** The codes a client is told when the server ends one of its subscriptions. */
export const UnsubscribeCode = { server: 2000, insufficientState: 2500, expired: 2501 } as const;

export type UnsubscribeCode = (typeof UnsubscribeCode)[keyof typeof UnsubscribeCode];

/** The words that go with each {@link UnsubscribeCode}. */
export const unsubscribes: Readonly<Record<UnsubscribeCode, string>> = {
  2000: 'server unsubscribe',
  2500: 'insufficient state',
  2501: 'expired',
};

/** Tells whether a client closed with this code comes back by itself. */
export function isReconnectCode(code: number): boolean {
  return code < 3500 || (code >= 4000 && code < 4500) || code >= 5000;
}

/** Tells whether a client whose subscription ended with this code subscribes again by itself. */
export function isResubscribeCode(code: number): boolean {
  return code >= 2500;
}
