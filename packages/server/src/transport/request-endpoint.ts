import type { IncomingMessage } from 'node:http';

/**
 * What a request is for: its path without the query and without what stands before all paths.
 *
 * @param publicPath begins and ends with a slash
 */
export function requestEndpoint(
  { url = '' }: Pick<IncomingMessage, 'url'>,
  publicPath: string,
): string | undefined {
  const [path = ''] = url.split('?', 1);
  return path.startsWith(publicPath) ? path.slice(publicPath.length) : undefined;
}
