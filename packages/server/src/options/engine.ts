import { Type } from 'typebox';
import { patience, span } from './values.ts';

const file = (description: string) => Type.String({ default: '', description });

function isRedisAddress(text: string): boolean {
  const url = /\s/.test(text) ? null : URL.parse(text);
  return (
    url !== null &&
    /^rediss?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    /^\/?[0-9]{0,5}$/.test(url.pathname) &&
    [url.username, url.password].every(isPercentEncoded)
  );
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export const engine = Type.Object(
  {
    type: Type.Union([Type.Literal('memory'), Type.Literal('redis')], {
      default: 'memory',
      description:
        'Where channels live. `redis` needs `@drupal-nodejs/redis`; several servers on it act as one.',
    }),
    snapshot: Type.String({
      default: './drupal-nodejs.snapshot',
      description: 'Memory: file that carries the channels over a restart; "" for none.',
    }),
    url: Type.Refine(
      Type.String({
        default: '',
        description:
          'Redis: `redis://user:password@host:6379/0`, `rediss://` for TLS; what a password has of `/`, `@`, `%` and commas as `%2F`, `%40`, `%25` and `%2C`; several with commas are nodes of a Cluster or Sentinels.',
        expects: 'redis:// or rediss:// address',
      }),
      (text) => text === '' || text.split(',').every((address) => isRedisAddress(address.trim())),
    ),
    prefix: Type.String({
      pattern: '^[A-Za-z0-9_.-]{0,64}$',
      default: '',
      description:
        'Redis: begins all that is kept there. Servers with the same prefix are one; two installations on one Redis need two.',
    }),
    mode: Type.Union([Type.Literal('single'), Type.Literal('sentinel'), Type.Literal('cluster')], {
      default: 'single',
      description: 'Redis: what `url` leads to.',
    }),
    master: Type.String({ default: 'mymaster', description: 'Redis: what the Sentinels call the master.' }),
    sentinelPassword: Type.String({
      default: '',
      description: 'Redis: password of the Sentinels themselves.',
      expects: 'secret text',
    }),
    ca: file('Redis: file with the certificates that sign the Redis’s own; "" for those the system trusts.'),
    cert: file('Redis: file with the certificate of this server; "" for none.'),
    key: file('Redis: file with the key of that certificate.'),
    timeout: patience('3s', 'Redis: how long it may take for an answer, until it is held to be gone.'),
    lease: span(
      '15s',
      'Redis: how long the clients of a server that is lost are still there for the others.',
    ),
    replicas: Type.Integer({
      minimum: 0,
      default: 0,
      description: 'Redis: replicas that must have a publication before it is acknowledged (`WAIT`).',
    }),
  },
  {
    additionalProperties: false,
    default: {},
    description: 'What keeps publications, presence and revocations.',
  },
);
