// Entry of legacy.js, the module's library nodejs/legacy.
import { commandRunner } from './ajax-commands.ts';
import { type ClassicCallback, installClassic } from './classic.ts';
import { notifyCallback } from './classic-notify.ts';
import type { DrupalPage } from './drupal-page.ts';
import { installOnce, type JQuery } from './jquery-once.ts';

const page = window as DrupalPage & { readonly jQuery?: JQuery };
const { Drupal: drupal } = page;
if (drupal?.nodejs === undefined) {
  console.error('legacy.js needs nodejs.js before it: Drupal.Nodejs is not installed');
} else {
  if (page.jQuery !== undefined) installOnce(page.jQuery);
  const settings = () => page.drupalSettings?.nodejs;
  const classic = installClassic({
    client: drupal.nodejs,
    drupal,
    connectTimeoutMs: settings()?.connectTimeout,
  });
  const runCommands = commandRunner(drupal, settings);
  drupal.nodejs_ajax = { runCommands, ...drupal.nodejs_ajax };
  // A message that names no callback runs every one, but its commands once.
  const runIfNamed: ClassicCallback = {
    serverOnly: true,
    callback: (message) => (message.callback ? runCommands(message) : undefined),
  };
  const builtIn: Record<string, ClassicCallback> = {
    nodejsNotify: notifyCallback(drupal),
    nodejsNodeAjax: { serverOnly: true, callback: runCommands },
    nodejsNodeAjaxBroadcast: runIfNamed,
    nodejsWatchdog: runIfNamed,
  };
  classic.callbacks = { ...builtIn, ...classic.callbacks };
  // Behaviors run when every script of the page has registered its callbacks.
  drupal.behaviors.nodejsLegacy = { attach: () => classic.connect() };
}
