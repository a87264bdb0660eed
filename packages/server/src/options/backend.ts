import { type TProperties, Type } from 'typebox';
import { namespaceName } from './channels.ts';
import { closed, drupalUrl, flag, keyId, map, patience, reloads, secret } from './values.ts';

// A map's members get their defaults only if they have one themselves.
const proxy = <T extends TProperties>(path: string, description: string, more: T) =>
  Type.Object({ ...proxyOptions(path), ...more }, { additionalProperties: false, default: {}, description });

const proxyOptions = (path: string) => ({
  path: Type.String({
    pattern: '^/',
    default: path,
    description: 'Path below `backend.url`.',
    expects: 'path',
  }),
  timeout: patience('5s', 'Time Drupal has to answer; after that the client gets error 100.'),
});

const eventType = Type.Union([
  Type.Literal('connect'),
  Type.Literal('disconnect'),
  Type.Literal('subscribe'),
  Type.Literal('unsubscribe'),
  Type.Literal('occupied'),
  Type.Literal('vacated'),
  Type.Literal('online'),
  Type.Literal('offline'),
]);

export const backend = Type.Optional(
  closed(
    {
      url: drupalUrl('http://127.0.0.1', 'Where the server reaches the site.', '^https?://[^?#\\s]+$'),
      keys: Type.Array(
        closed({ id: keyId, secret: secret('Signs `X-Nodejs-Signature`.') }, 'A key of Drupal’s.'),
        {
          minItems: 1,
          description: 'Drupal knows one of them; several serve rotation.',
          ...reloads,
        },
      ),
      events: Type.Array(eventType, {
        default: [],
        description:
          'What Drupal is told: `connect`, `disconnect`, `subscribe`, `unsubscribe`, `occupied`, `vacated`, `online`, `offline`.',
        ...reloads,
      }),
      rpc: map(
        '^[^\\s]+$',
        proxy('/nodejs/rpc', 'By method, or by what stands before its first dot.', {
          coalesce: flag(false, 'Equal questions of one session at the same time are asked once.'),
        }),
        'Methods that Drupal answers.',
        reloads,
      ),
      subscribe: map(
        namespaceName,
        proxy('/nodejs/subscribe', 'By namespace.', {}),
        'Namespaces where Drupal decides who may subscribe without a token.',
        reloads,
      ),
      publish: map(
        namespaceName,
        proxy('/nodejs/publish', 'By namespace.', {}),
        'Namespaces where Drupal decides about what clients publish.',
        reloads,
      ),
    },
    'The Drupal that owns the users: told of events, asked for clients and for revocations.',
  ),
);
