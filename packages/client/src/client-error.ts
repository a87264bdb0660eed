/** The stable codes of {@link ClientError}; README.md tells what to do about each. */
export type ClientErrorCode =
  | 'connection-lost'
  | 'connection-refused'
  | 'token-unreachable'
  | 'token-refused'
  | 'user-changed'
  | 'subscription-lost'
  | 'subscription-refused'
  | 'handler-failed'
  | 'storage-unavailable';

/** What can be told about an error beside its code and message. */
export interface ClientErrorDetails {
  /** The channel it belongs to. */
  readonly channel?: string | undefined;
  /** The server's or HTTP's own number. */
  readonly status?: number | undefined;
  /** What was caught. */
  readonly cause?: unknown;
}

const temporaryCodes: ReadonlySet<ClientErrorCode> = new Set([
  'connection-lost',
  'token-unreachable',
  'subscription-lost',
]);

/** An error of the connection, a channel, a handler or the tab's storage. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  /** Says what happened; stable. */
  readonly code: ClientErrorCode;
  readonly channel: string | undefined;
  readonly status: number | undefined;

  constructor(code: ClientErrorCode, message: string, details: ClientErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.channel = details.channel;
    this.status = details.status;
  }

  /** Whether the client goes on trying by itself. */
  get temporary(): boolean {
    return temporaryCodes.has(this.code);
  }
}

/** A call (rpc, publish, presence, history) that the server refused. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** The server's number: below 400 the protocol's, from 400 a plugin's. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** Receives every error that has no caller to be thrown to. */
export type Report = (error: ClientError) => void;
