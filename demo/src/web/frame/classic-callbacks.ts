import type { Client } from '@drupal-nodejs/client';
import { installClassic } from '@drupal-nodejs/client/classic';
import { isNotice, messageWords } from '../message-words.ts';
import type { Toasts } from './toasts.ts';

/**
 * Registers what this page does with messages, on the classic `Drupal.Nodejs` itself.
 *
 * A message without a callback's name goes to all of them, so each takes only what is its own.
 */
export function registerClassicCallbacks(client: Client, toasts: Toasts): void {
  const drupal: Parameters<typeof installClassic>[0]['drupal'] = {};
  Object.assign(window, { Drupal: drupal });
  const { callbacks, connect } = installClassic({ client, drupal });
  callbacks.nodejsNotify = {
    callback: (message) => {
      if (isNotice(message)) toasts.show(messageWords(message));
    },
  };
  callbacks.nodejsNodeAjax = {
    callback: (message) => {
      if (Array.isArray(message.commands)) toasts.show(messageWords(message));
    },
  };
  callbacks.example = {
    callback: (message) => {
      if (isNotice(message) || Array.isArray(message.commands)) return;
      toasts.show({
        subject: `callbacks.example, ${message.channel ?? ''}`,
        body: messageWords(message).body,
      });
    },
  };
  connect();
}
