import { type Static, Type } from 'typebox';
import { closed, duration, flag, map, reloads } from './values.ts';

const namespaceOptions = closed(
  {
    historySize: Type.Integer({
      minimum: 0,
      default: 0,
      description: 'Publications kept per channel; 0 keeps none, more need `historyTtl` as well.',
    }),
    historyTtl: duration('0s', 'How long they are kept.'),
    recover: flag(
      false,
      'Clients get what they missed, or are told that something is missing. Needs a history.',
    ),
    recovery: Type.Union([Type.Literal('stream'), Type.Literal('cache')], {
      default: 'stream',
      description:
        'What a subscriber of a channel with `recover` gets: all it missed, or the newest publication alone, from the first time on.',
    }),
    flushWindow: duration(
      '50ms',
      'Longest time that publications of a busy channel wait for others, to leave in one write; `0s`: not beyond the turn.',
    ),
    presence: flag(false, 'Subscribers may ask who is there.'),
    joinLeave: flag(false, 'Subscribers are told who comes and goes.'),
    clientSubscribe: flag(false, 'Every connection may subscribe without a token.'),
    clientPublish: flag(false, 'Subscribers may publish.'),
  },
  'What the channels of a namespace can do.',
);

/** What stands before a channel's first colon. */
export const namespaceName = '^[^:\\s]*$';

export const channels = Type.Object(
  {
    defaults: Type.Object(namespaceOptions.properties, {
      additionalProperties: false,
      default: {},
      description: 'What holds for every namespace that does not say otherwise.',
    }),
    namespaces: map(
      namespaceName,
      Type.Partial(namespaceOptions, {
        additionalProperties: false,
        description: 'Any key of `channels.defaults`.',
      }),
      'Namespaces by name, merged over the shipped ones; a channel of any other is error 102.',
    ),
  },
  { additionalProperties: false, default: {}, description: 'Channels and their namespaces.', ...reloads },
);

/** What the channels of a namespace can do. */
export type NamespaceOptions = Static<typeof namespaceOptions>;

const history = { historySize: 100, historyTtl: '5m', recover: true } as const;

/** Namespaces every server knows unless its configuration says otherwise. */
export const shippedNamespaces: Readonly<Record<string, Partial<NamespaceOptions>>> = {
  '': history,
  user: history,
  role: history,
  session: history,
  content: history,
  entity: history,
  view: history,
  presence: { ...history, presence: true, joinLeave: true },
  chat: { presence: true, joinLeave: true },
};
