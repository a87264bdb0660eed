import type { ClassicCallback } from './classic.ts';
import type { Drupal } from './drupal-page.ts';

/** The classic `nodejsNotify`: shows a message's subject and body, always as text. */
export function notifyCallback(drupal: Pick<Drupal, 'Message' | 'checkPlain'>): ClassicCallback {
  return {
    serverOnly: true,
    callback({ data }) {
      if (typeof data !== 'object' || data === null) return;
      const { subject, body } = data as { readonly subject?: unknown; readonly body?: unknown };
      const lines = [subject, body].filter((line) => typeof line === 'string' && line !== '');
      const { Message, checkPlain } = drupal;
      if (lines.length === 0 || Message === undefined || checkPlain === undefined) return;
      // Drupal.Message inserts HTML.
      new Message().add(lines.map((line) => checkPlain(String(line))).join('<br>'));
    },
  };
}
