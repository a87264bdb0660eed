import { channelNamePattern } from '@drupal-nodejs/protocol';
import { Type } from 'typebox';

// The bodies of the API's calls. Unknown members are ignored, as clients of Centrifugo's API send some of their own,
// and "" where they mean nothing. What stands here goes to `docs/openapi.json` as it is.

const channel = Type.String({
  pattern: channelNamePattern,
  description:
    '1 to 255 printable ASCII characters, and no member of every JavaScript object; what stands before the first colon is its namespace.',
});
const optionalText = (description: string) => Type.Optional(Type.String({ description }));
const user = Type.String({ minLength: 1, description: 'The uid.' });
const client = optionalText('Only this one of the user’s connections.');
const prefix = optionalText('Only channels whose names begin so.');
const position = Type.Object(
  { epoch: optionalText('If given, the stream’s must be the same.'), offset: Type.Integer({ minimum: 0 }) },
  { description: 'Where to begin, itself left out.' },
);

// Not a Record: its pattern lets keys with a line break through unchecked.
export const tags = Type.Unsafe<Readonly<Record<string, string>>>({
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'Goes along with `data`.',
});

const publication = {
  data: Type.Unknown({ description: 'Any JSON; subscribers get it as it is.' }),
  tags: Type.Optional(tags),
  skip_history: Type.Optional(Type.Boolean({ description: 'Send it, but do not keep it.' })),
  idempotency_key: optionalText(
    'A second publish with it within `limits.idempotency` sends nothing and answers with the first one’s position.',
  ),
  version: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Drop what is not newer than the newest; 0: none.' }),
  ),
  version_epoch: optionalText('Versions of different epochs are not compared.'),
};

export const bodies = {
  publish: Type.Object({ channel, ...publication }, { title: 'Send a message to a channel' }),
  broadcast: Type.Object(
    { channels: Type.Array(channel, { minItems: 1, maxItems: 10_000 }), ...publication },
    { title: 'Send a message to many channels' },
  ),
  subscribe: Type.Object({ user, channel, client }, { title: 'Have a user’s connections hear a channel' }),
  unsubscribe: Type.Object(
    { user, channel, client },
    { title: 'Have a user’s connections hear a channel no more' },
  ),
  disconnect: Type.Object(
    {
      user,
      client,
      code: Type.Optional(
        Type.Integer({ minimum: 3000, maximum: 4999, description: 'The close code; 3503 if none is given.' }),
      ),
      reason: optionalText('Told to the client.'),
    },
    { title: 'Close a user’s connections' },
  ),
  refresh: Type.Object(
    {
      user,
      client,
      expired: Type.Optional(Type.Boolean({ description: 'Send them for a new token at once (3005).' })),
      expire_at: Type.Optional(
        Type.Number({ minimum: 0, description: 'Seconds since 1970; 0 or absent: they expire no more.' }),
      ),
    },
    { title: 'Change until when a user’s connections may last' },
  ),
  presence: Type.Object({ channel }, { title: 'Who is in a channel' }),
  presence_stats: Type.Object({ channel }, { title: 'How many are in a channel' }),
  history: Type.Object(
    {
      channel,
      limit: Type.Optional(
        Type.Integer({
          description: '0, the default: the position alone; less: all that one call may have.',
        }),
      ),
      since: Type.Optional(position),
      reverse: Type.Optional(Type.Boolean({ description: 'Newest first.' })),
    },
    { title: 'What a channel keeps' },
  ),
  history_remove: Type.Object({ channel }, { title: 'Forget what a channel keeps' }),
  channels: Type.Object({ prefix }, { title: 'Channels that have listeners' }),
  occupancy: Type.Object(
    {
      prefix,
      channels: Type.Optional(Type.Array(channel, { maxItems: 10_000, description: 'Only those of these.' })),
    },
    { title: 'Channels that have listeners, or had a moment ago' },
  ),
  info: Type.Object({}, { title: 'Who is connected, in figures' }),
  check: Type.Object(
    {
      token: optionalText('A connection token: is it signed as this server expects?'),
      origin: optionalText('A page’s origin: may its pages connect?'),
      backend: Type.Optional(Type.Boolean({ description: 'Ask the site now whether it knows this server.' })),
    },
    { title: 'Try what a site and this server must agree on' },
  ),
  revoke: Type.Object(
    {
      user: Type.Optional(
        Type.String({ minLength: 1, description: 'The uid; `*`: everybody. Either it or `users`.' }),
      ),
      users: Type.Optional(
        Type.Array(Type.String({ minLength: 1 }), {
          minItems: 1,
          maxItems: 10_000,
          description: 'Many uids at once.',
        }),
      ),
      sid: optionalText('Only what was granted to this session.'),
      channel: Type.Optional(channel),
      mode: Type.Union([Type.Literal('end'), Type.Literal('refresh')], {
        description: '`end` closes for good (3500), `refresh` asks to come back with a new token (3005).',
      }),
      // Milliseconds, taken for seconds, would keep the user out for good.
      at: Type.Number({
        minimum: 0,
        maximum: 99_999_999_999,
        description: 'Seconds since 1970, with a fraction: what was granted before it ends.',
      }),
    },
    { title: 'End what a user was granted' },
  ),
};

/** Names of the calls, as they stand in the path. */
export type CallName = keyof typeof bodies;

// Not a Record: each member's name would be matched with its pattern.
const command = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object' });

/** Many calls in one request, each an object of one member: `{"publish": {…}}`. */
export const batchBody = Type.Object(
  {
    commands: Type.Array(command, {
      minItems: 1,
      maxItems: 10_000,
      description: 'Each of one member: the name of a call, and its body.',
    }),
  },
  { title: 'Run many calls, one after the other' },
);
