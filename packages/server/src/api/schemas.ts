import { isChannelName } from '@drupal-nodejs/protocol';
import { Type } from 'typebox';

// The bodies of the API's calls. Unknown members are ignored, as clients of Centrifugo's API send some of their own.

const channel = Type.Refine(
  Type.String(),
  isChannelName,
  () => 'must be 1 to 255 printable ASCII characters',
);
// Clients of Centrifugo's API send "" where they mean nothing.
const optionalText = Type.Optional(Type.String());
const user = Type.String({ minLength: 1 });
const position = Type.Object({ epoch: optionalText, offset: Type.Integer({ minimum: 0 }) });

const publication = {
  data: Type.Unknown(),
  tags: Type.Optional(Type.Record(Type.String(), Type.String())),
  skip_history: Type.Optional(Type.Boolean()),
  idempotency_key: optionalText,
  version: Type.Optional(Type.Integer({ minimum: 0 })),
  version_epoch: optionalText,
};

const code = Type.Integer({ minimum: 3000, maximum: 4999 });

export const bodies = {
  publish: Type.Object({ channel, ...publication }),
  broadcast: Type.Object({
    channels: Type.Array(channel, { minItems: 1, maxItems: 10_000 }),
    ...publication,
  }),
  subscribe: Type.Object({ user, channel, client: optionalText }),
  unsubscribe: Type.Object({ user, channel, client: optionalText }),
  disconnect: Type.Object({ user, client: optionalText, code: Type.Optional(code), reason: optionalText }),
  refresh: Type.Object({
    user,
    client: optionalText,
    expired: Type.Optional(Type.Boolean()),
    /** Seconds since 1970; absent or 0: the connection expires no more. */
    expire_at: Type.Optional(Type.Number({ minimum: 0 })),
  }),
  presence: Type.Object({ channel }),
  presence_stats: Type.Object({ channel }),
  history: Type.Object({
    channel,
    limit: Type.Optional(Type.Integer()),
    since: Type.Optional(position),
    reverse: Type.Optional(Type.Boolean()),
  }),
  history_remove: Type.Object({ channel }),
  channels: Type.Object({ prefix: optionalText }),
  occupancy: Type.Object({
    prefix: optionalText,
    channels: Type.Optional(Type.Array(channel, { maxItems: 10_000 })),
  }),
  info: Type.Object({}),
  revoke: Type.Object({
    user,
    sid: optionalText,
    channel: Type.Optional(channel),
    mode: Type.Union([Type.Literal('end'), Type.Literal('refresh')]),
    // Milliseconds, taken for seconds, would keep the user out for good.
    at: Type.Number({ minimum: 0, maximum: 99_999_999_999 }),
  }),
};

/** Many calls in one request, each an object of one member: `{"publish": {…}}`. */
export const batchBody = Type.Object({
  commands: Type.Array(Type.Record(Type.String(), Type.Unknown()), { minItems: 1, maxItems: 10_000 }),
});
