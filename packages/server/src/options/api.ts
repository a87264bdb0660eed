import { Type } from 'typebox';
import { address, closed, keyId, reloads, secret } from './values.ts';

const keys = Type.Array(closed({ id: keyId, secret: secret('Sent as `X-API-Key`.') }, 'A key of the API.'), {
  default: [],
  description: 'At least one; several serve rotation.',
  ...reloads,
});

export const api = Type.Object(
  { listen: address('127.0.0.1:8081', 'Where Drupal publishes; keep it off the internet.'), keys },
  { additionalProperties: false, default: {}, description: 'The server API.' },
);

/** What a site has of the API: where it listens is the server's matter. */
export const siteApi = Type.Object(
  { keys },
  { additionalProperties: false, default: {}, description: 'Keys of the server API that act on this site.' },
);
