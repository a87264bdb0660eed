import type { ClientInfo } from '@drupal-nodejs/protocol';

/** Reads who a client is. @throws SyntaxError for what no server of ours wrote */
export function toClientInfo(info: unknown): ClientInfo {
  const { user, client } = (info ?? {}) as { readonly user?: unknown; readonly client?: unknown };
  if (typeof user !== 'string' || typeof client !== 'string') {
    throw new SyntaxError('expected {user, client}, got something else');
  }
  return info as ClientInfo;
}
