import type { IncomingHttpHeaders } from 'node:http';

/** A request as both frameworks have it. */
export interface AppRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Address of the client; the framework knows which proxies to believe. */
  readonly address: string;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** May a request of this method change something? */
export function isUnsafe({ method }: AppRequest): boolean {
  return !SAFE.has(method);
}
