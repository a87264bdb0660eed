import { Type } from 'typebox';
import { address, closed, keyId, secret } from './values.ts';

export const api = closed(
  {
    listen: address('127.0.0.1:8081', 'Where Drupal publishes; keep it off the internet.'),
    keys: Type.Array(closed({ id: keyId, secret: secret('Sent as `X-API-Key`.') }, 'A key of the API.'), {
      minItems: 1,
      description: 'Several keys serve rotation.',
    }),
  },
  'The server API.',
);
