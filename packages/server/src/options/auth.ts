import { type Static, Type } from 'typebox';
import { closed, drupalUrl, duration, flag, keyId, reloads, secret, span } from './values.ts';

const tokenKey = closed(
  {
    id: keyId,
    algorithm: Type.Union(
      [
        Type.Literal('HS256'),
        Type.Literal('HS384'),
        Type.Literal('HS512'),
        Type.Literal('RS256'),
        Type.Literal('ES256'),
        Type.Literal('EdDSA'),
      ],
      { default: 'HS256', description: 'The only algorithm accepted with this key.' },
    ),
    secret: Type.Optional(secret('The key itself, for HS256, HS384 and HS512.')),
    publicKey: Type.Optional(
      Type.String({
        pattern: '^-----BEGIN ',
        description: 'The public key for the others (Ed25519 for EdDSA), as PEM text.',
        expects: 'PEM text',
      }),
    ),
  },
  'A key that signs tokens; a token names it as `kid`.',
);

export const auth = Type.Object(
  {
    token: Type.Optional(
      closed(
        {
          keys: Type.Array(tokenKey, { default: [], description: 'Several keys serve rotation.' }),
          jwks: Type.Optional(Type.String({ description: 'File with more public keys, as a JWK set.' })),
        },
        'Tokens (JWT) signed by Drupal, verified by `keys` or `jwks`.',
        reloads,
      ),
    ),
    callback: Type.Optional(
      closed(
        {
          url: drupalUrl('http://127.0.0.1/nodejs/message', 'Drupal’s message route.'),
          serviceKey: secret('Sent with every question, so that Drupal knows who asks.'),
          remember: duration('5m', 'How long an answer is remembered, unless Drupal says less.'),
          rememberRefused: duration('10s', 'How long a refusal is remembered.'),
        },
        'Any other token is asked about at Drupal, once.',
        reloads,
      ),
    ),
    session: Type.Optional(
      closed(
        {
          database: Type.String({
            description:
              'Drupal’s database as a URL: `mysql://user:password@host/database`, `pgsql://…` or ' +
              '`sqlite://localhost//path/to/db.sqlite`; `#prefix` at the end.',
            expects: 'database URL',
            example: 'mysql://user:password@host/database',
          }),
          schema: Type.Literal('auto', { default: 'auto', description: 'Version of Drupal’s tables.' }),
          baseUrl: drupalUrl('https://example.com', 'Address of the site, which names its cookie.'),
          cookieDomain: Type.String({
            default: '',
            description: 'Drupal’s `cookie_domain`, where it is set.',
          }),
          nameSuffix: Type.String({ default: '', description: 'Drupal’s `name_suffix`, where it is set.' }),
          channels: Type.Array(Type.String(), {
            default: ['user:{uid}', 'role:{rid}'],
            description: 'Channels of a logged-in user; `{rid}` stands for each of the roles.',
          }),
          redis: Type.Optional(
            closed(
              {
                url: Type.String({
                  pattern: '^rediss?://',
                  description: 'Address, `redis://user:password@host:6379`.',
                  expects: 'Redis URL',
                  example: 'redis://127.0.0.1:6379',
                }),
                prefix: Type.String({
                  default: 'sf_s',
                  description: 'What stands before a session’s id; `PHPREDIS_SESSION:` in older releases.',
                }),
              },
              'Where sessions are kept by the module `redis_sessions`; needs `@redis/client`.',
            ),
          ),
          introspection: Type.Optional(
            closed(
              {
                url: drupalUrl('http://127.0.0.1', 'Address of the site, as the server reaches it.'),
                key: closed(
                  { id: keyId, secret: secret('`backend_key` of settings.php.') },
                  'Signs the questions.',
                ),
              },
              'Drupal itself says whose sessions are, wherever it keeps them, and which roles count.',
            ),
          ),
          sweep: span('10s', 'Pause between two looks whether the log-ins of connections still hold.'),
          grace: duration(
            '30s',
            'How long connections may stay (3005 then) while the database can’t be asked whether they do.',
          ),
        },
        'Drupal’s session cookie, read from its database by `@drupal-nodejs/drupal`.',
      ),
    ),
    anonymous: flag(false, 'Visitors who bring nothing may connect.', reloads),
  },
  { additionalProperties: false, default: {}, description: 'Who may connect. At least one way must be set.' },
);

export type AuthOptions = Static<typeof auth>;
