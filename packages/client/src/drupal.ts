// Entry of nodejs.js, the module's library nodejs/client.
import { Client, type ClientOptions } from './client.ts';
import { ClientError } from './client-error.ts';
import type { DrupalPage, DrupalSettings, PageSettings } from './drupal-page.ts';

function pageUser({ nodejs, user }: DrupalSettings): string | undefined {
  if (nodejs?.user !== undefined) return nodejs.user;
  const uid = user?.uid === undefined ? undefined : String(user.uid);
  return uid === '0' ? '' : uid;
}

function pageChannels({
  channels,
  contentTokens = {},
}: PageSettings): Required<Pick<ClientOptions, 'channels' | 'subscriptionTokens'>> {
  const tokens = Object.entries(contentTokens).map(([name, token]) => [`content:${name}`, token]);
  return { channels, subscriptionTokens: Object.fromEntries(tokens) };
}

const { Drupal: drupal, drupalSettings = {} } = window as DrupalPage;
const settings = drupalSettings.nodejs;
if (drupal === undefined || settings === undefined) {
  console.error(
    new ClientError('connection-refused', 'nodejs.js needs Drupal and drupalSettings.nodejs in the page'),
  );
} else {
  const { url, tokenUrl, site } = settings;
  const user = pageUser(drupalSettings);
  const client = new Client({ url, tokenUrl, site, user, ...pageChannels(settings) });
  drupal.nodejs = client;
  let isAttached = false;
  drupal.behaviors.nodejs = {
    // Attach runs when the page's scripts have, and again for what BigPipe and AJAX bring.
    attach(_context, { nodejs = settings }) {
      client.extend(pageChannels(nodejs));
      if (isAttached) return;
      isAttached = true;
      client.connect();
    },
  };
}
