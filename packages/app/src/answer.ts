import type { AppError } from './errors.ts';

/** What a request is answered, whatever framework sends it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

// What is said to one visitor is nobody else's.
const PRIVATE = 'private, no-store';

export function jsonAnswer(status: number, body: unknown, headers: Answer['headers'] = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': PRIVATE, ...headers },
    body: JSON.stringify(body),
  };
}

/** The form of all refusals: `{"error": {"code", "message"}}`. */
export function errorAnswer({ statusCode, code, message }: AppError): Answer {
  return jsonAnswer(statusCode, { error: { code, message } });
}

export function emptyAnswer(headers: Answer['headers'] = {}): Answer {
  return { status: 204, headers: { 'cache-control': PRIVATE, ...headers }, body: '' };
}

export function pageAnswer(body: string): Answer {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': PRIVATE,
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    },
    body,
  };
}
