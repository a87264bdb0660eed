// Entry of nodejs.js, the module's library nodejs/client.
import { Client } from './client.ts';
import { ClientError } from './client-error.ts';
import type { DrupalPage, DrupalSettings } from './drupal-page.ts';

function pageUser({ nodejs, user }: DrupalSettings): string | undefined {
  if (nodejs?.user !== undefined) return nodejs.user;
  const uid = user?.uid === undefined ? undefined : String(user.uid);
  return uid === '0' ? '' : uid;
}

const { Drupal: drupal, drupalSettings = {} } = window as DrupalPage;
const settings = drupalSettings.nodejs;
if (drupal === undefined || settings === undefined) {
  console.error(
    new ClientError('connection-refused', 'nodejs.js needs Drupal and drupalSettings.nodejs in the page'),
  );
} else {
  const { url, tokenUrl, site, channels, contentTokens: subscriptionTokens } = settings;
  const client = new Client({
    url,
    tokenUrl,
    site,
    user: pageUser(drupalSettings),
    channels,
    subscriptionTokens,
  });
  drupal.nodejs = client;
  let isAttached = false;
  drupal.behaviors.nodejs = {
    // Attach runs when the page's scripts have, and again for what BigPipe and AJAX bring.
    attach(_context, { nodejs = settings }) {
      client.extend({ channels: nodejs.channels, subscriptionTokens: nodejs.contentTokens });
      if (isAttached) return;
      isAttached = true;
      client.connect();
    },
  };
}
