/** Account of a request, as the Drupal half sees it. */
export interface PhpAccount {
  readonly uid: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** The session's name in tokens. */
  readonly sid: string;
}

/** The questions that the site asks its Drupal half. */
export interface PhpRequests {
  /** What a page carries: a callback token where asked for, and tokens of content channels. */
  page: {
    input: { withToken: boolean; expires: number; contentChannels: readonly string[] };
    result: { token: string | null; contentTokens: Record<string, string> };
  };
  /** The token route's answer; `now` was taken before the account was read (unix seconds). */
  tokens: { input: { now: number }; result: Record<string, unknown> };
  /** The push server's classic request, as its form fields. */
  callback: { input: { form: Record<string, string> }; result: { status: number; body: string } };
  /** Publishes rows of the log to the pages that show it. */
  log: { input: { rows: readonly object[] }; result: object };
  /** `nodejs_broadcast_message()`. */
  notice: { input: { subject: string; body: string }; result: { taken: boolean } };
  publish: { input: { channel: string; data: unknown }; result: { offset: number; epoch: string } };
  /** A session has ended: its connections are closed for good. */
  logout: { input: { uid: string; sid: string }; result: { connections?: number } };
  /** A user's roles have changed: the connections come back with what is true now. */
  'rights-changed': { input: { uid: string }; result: { connections?: number } };
  /** Runs a visitor's code; its output is the answer's output. */
  console: { input: { code: string; outputLimit: number }; result: object };
}

export type PhpRequestType = keyof PhpRequests;

/** One question to PHP. */
export interface PhpRequest<T extends PhpRequestType = PhpRequestType> {
  readonly type: T;
  readonly account: PhpAccount | null;
  readonly input: PhpRequests[T]['input'];
}

/** One HTTP request that PHP sent to the push server, as far as anybody may see it. */
export interface SentRequest {
  readonly path: string;
  readonly channel: string | null;
  readonly body: unknown;
  readonly bytes: number;
  /** HTTP status; null without an answer. */
  readonly status: number | null;
  readonly ms: number;
  readonly reply: unknown;
}

/** What PHP answered. */
export interface PhpAnswer<Result = object> {
  /** Null when the work failed; then `error` says why. */
  readonly result: Result | null;
  readonly error: { readonly message: string; readonly line: number } | null;
  readonly sent: readonly SentRequest[];
  /** Failures that PHP reported and went on, a sentence each. */
  readonly reported: readonly string[];
  /** What the code printed, at most {@link outputLimit} bytes. */
  readonly output: string;
  readonly truncated: boolean;
  readonly timedOut: boolean;
}

/** What PHP needs to know of the site; it holds secrets, so it goes only to PHP's input. */
export interface PhpSite {
  readonly settings: object;
  /** Labels of the roles by id. */
  readonly roles: Readonly<Record<string, string>>;
}

/** Longest time for one question, in milliseconds; PHP is killed then. */
export const timeLimitMs = 5_000;

/** Most bytes that are kept of what code prints. */
export const outputLimit = 64 * 1024;

/**
 * Runs the demo's Drupal half: the module's own PHP.
 *
 * Each question runs from a clean state; none sees what another left behind. Questions may be asked at the same time.
 */
export interface Php {
  readonly kind: 'native' | 'wasm';
  readonly version: string;
  /** Resolves with PHP's answer, also for code that failed, printed too much or took too long. */
  ask<T extends PhpRequestType>(request: PhpRequest<T>): Promise<PhpAnswer<PhpRequests[T]['result']>>;
  close(): Promise<void>;
}

/** The answer to a question that PHP couldn't answer itself. */
export function noAnswer(
  timedOut: boolean,
  detail = '',
): Pick<PhpAnswer<never>, 'result' | 'error' | 'sent' | 'reported'> {
  const message = timedOut
    ? `stopped after ${timeLimitMs / 1000} seconds`
    : `PHP ended without an answer${detail === '' ? '' : `: ${detail}`}`;
  return { result: null, error: { message, line: 0 }, sent: [], reported: [] };
}
