// Entry of legacy.js, the module's library nodejs/legacy.
import { installClassic } from './classic.ts';
import { notifyCallback } from './classic-notify.ts';
import type { DrupalPage } from './drupal-page.ts';

const { Drupal: drupal, drupalSettings } = window as DrupalPage;
if (drupal?.nodejs === undefined) {
  console.error('legacy.js needs nodejs.js before it: Drupal.Nodejs is not installed');
} else {
  const connectTimeoutMs = drupalSettings?.nodejs?.connectTimeout;
  const classic = installClassic({ client: drupal.nodejs, drupal, connectTimeoutMs });
  classic.callbacks.nodejsNotify ??= notifyCallback(drupal);
  // Behaviors run when every script of the page has registered its callbacks.
  drupal.behaviors.nodejsLegacy = { attach: () => classic.connect() };
}
