// Entry of nodejs.js, the module's library nodejs/nodejs: what a page loads before its first paint.
import type { ClientOptions } from './client.ts';
import type { DrupalPage, DrupalSettings, PageSettings } from './drupal-page.ts';
import { dispatch, LiveElements } from './live-elements.ts';
import { markOwnRequests, type Requesting } from './own-requests.ts';
import { type ClientScript, PageLine } from './page-line.ts';

function clientOptions({ nodejs = first, user }: DrupalSettings): ClientOptions {
  const { url, tokenUrl, site, anonymous, tokens, tickets, contentTokens = {}, hiddenLimit, share } = nodejs;
  const uid = nodejs.user ?? (user?.uid === undefined ? undefined : String(user.uid));
  const content = Object.entries(contentTokens).map(([name, token]) => [`content:${name}`, token]);
  return {
    url,
    tokenUrl,
    site,
    anonymous,
    user: uid === '0' ? '' : uid,
    publicTokens: tokens,
    tickets,
    subscriptionTokens: Object.fromEntries(content),
    hiddenLimitMs: hiddenLimit,
    shared: share,
  };
}

// The page comes first; a browser that is never idle gets it a second later.
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: 1000 });
    else setTimeout(resolve, 50);
  });
}

const page = window as DrupalPage & Requesting;
const { Drupal: drupal } = page;
let settings = page.drupalSettings ?? {};
const first = settings.nodejs as PageSettings;
if (drupal === undefined || first === undefined) {
  console.error('nodejs.js needs Drupal and drupalSettings.nodejs in the page');
} else {
  markOwnRequests(page);
  const line = new PageLine(
    () => clientOptions(settings),
    async () => {
      await idle();
      return (await import(new URL(first.script, location.href).href)) as ClientScript;
    },
  );
  drupal.nodejs = line;
  line.onState((change) => dispatch('nodejs:state', change));
  const elements = new LiveElements(line);
  drupal.behaviors.nodejs = {
    // Attach runs when the page's scripts have, and again for what BigPipe and AJAX bring.
    attach(context, late) {
      settings = { ...settings, ...late };
      line.extend(clientOptions(settings));
      elements.attach(context as ParentNode);
    },
    detach(context, _settings, trigger) {
      if (trigger === 'unload') elements.detach(context as ParentNode);
    },
  };
}
