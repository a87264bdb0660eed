import type { Client } from '@drupal-nodejs/client';
import { installClassic } from '@drupal-nodejs/client/classic';
import type { Toasts } from './toasts.ts';

/** Registers what the classic talk's JavaScript half does, on the classic `Drupal.Nodejs` itself. */
export function registerClassicCallbacks(client: Client, toasts: Toasts): void {
  const drupal: Parameters<typeof installClassic>[0]['drupal'] = {};
  Object.assign(window, { Drupal: drupal });
  const classic = installClassic({ client, drupal });
  classic.callbacks.nodejsNotify = {
    callback: (message) => {
      const { subject, body } = words(message.data);
      toasts.show(subject, body);
    },
  };
  classic.callbacks.example = {
    callback: (message) => {
      // Without a name in the message every callback runs; a notice is already shown by its own.
      if (message.callback === undefined && isNotice(message.data)) return;
      toasts.show(`Drupal.Nodejs.callbacks.example, ${message.channel ?? ''}`, plain(message.data));
    },
  };
  classic.connect();
}

function words(data: unknown): { subject: string; body: string } {
  if (!isNotice(data)) return { subject: '', body: plain(data) };
  return { subject: plain(data.subject), body: 'body' in data ? plain(data.body) : '' };
}

function isNotice(data: unknown): data is { subject: unknown; body?: unknown } {
  return typeof data === 'object' && data !== null && 'subject' in data;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
