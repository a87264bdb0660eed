/** A request that the demo's site refused, with its code. */
export class RequestError extends Error {
  readonly code: string;
  /** The answer's HTTP status. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.status = status;
  }
}

/** Posts JSON to this page's own host and gives the JSON of the answer. */
export function post<Answer>(path: string, body: unknown): Promise<Answer> {
  return request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Gets JSON from this page's own host. */
export function get<Answer>(path: string): Promise<Answer> {
  return request(path, { headers: { Accept: 'application/json' } });
}

async function request<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(path, { ...init, cache: 'no-store' });
  const text = await response.text();
  if (response.ok) return (text === '' ? {} : JSON.parse(text)) as Answer;
  throw refusal(response.status, text);
}

function refusal(status: number, text: string): RequestError {
  const fallback = new RequestError('refused', status, `the demo's site answered ${status}`);
  if (!text.startsWith('{')) return fallback;
  const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
  return typeof error?.message === 'string'
    ? new RequestError(String(error.code), status, error.message)
    : fallback;
}
