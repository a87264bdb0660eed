import type { Client } from '@drupal-nodejs/client';

/** Keeps a cut out of the console: the page shows it in words; everything else is told as it is. */
export function keepCutsQuiet(client: Client): void {
  client.onError((error) => {
    if (error.temporary || error.code === 'connection-refused') return;
    console.error(error);
  });
}
