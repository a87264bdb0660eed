import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';

/**
 * Writes a publication's data as JSON.
 *
 * @throws ProtocolError 107 for what JSON can't hold, and for nesting deeper than this Node can write (since 26 any)
 */
export function jsonText(data: unknown): string {
  try {
    return JSON.stringify(data ?? null);
  } catch (cause) {
    throw new ProtocolError(ProtocolErrorCode.badRequest, 'data: expected what can be written as JSON', {
      cause,
    });
  }
}
