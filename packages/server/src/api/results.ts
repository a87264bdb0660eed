import { type Static, type TSchema, Type } from 'typebox';
import { type CallName, tags } from './schemas.ts';

// What the API answers. Only types and the OpenAPI document are made of it: no request waits for its check.

const offset = Type.Integer({ minimum: 0, description: 'Place in the channel’s order, from 1.' });
const streamPosition = {
  epoch: Type.String({ description: 'Offsets of different epochs say nothing about each other.' }),
  offset,
};
const clientInfo = Type.Object({
  user: Type.String({ description: 'The uid, "" for an anonymous visitor.' }),
  client: Type.String(),
  conn_info: Type.Optional(Type.Unknown()),
  chan_info: Type.Optional(Type.Unknown()),
});
const count = Type.Integer({ minimum: 0 });
const nothing = Type.Object({});
const verdict = Type.Object({
  ok: Type.Boolean(),
  reason: Type.Optional(Type.String({ description: 'Why not.' })),
});
const publishResult = Type.Object(streamPosition);
const error = Type.Object({
  code: Type.Integer({ description: 'See docs/errors.md.' }),
  message: Type.String(),
});

/** Why a request was refused, with a status of 400 or more; in a batch, why one call was. */
export const failure = Type.Object({ error }, { title: 'Failure' });

/** What the calls answer as `result`. */
export const results = {
  publish: publishResult,
  broadcast: Type.Object({
    responses: Type.Array(Type.Union([Type.Object({ result: publishResult }), failure]), {
      description: 'In the order of `channels`.',
    }),
  }),
  subscribe: nothing,
  unsubscribe: nothing,
  disconnect: nothing,
  refresh: nothing,
  presence: Type.Object({
    presence: Type.Record(Type.String(), clientInfo, { description: 'By client.' }),
  }),
  presence_stats: Type.Object({ num_clients: count, num_users: count }),
  history: Type.Object({
    publications: Type.Array(
      Type.Object({
        offset: Type.Optional(offset),
        data: Type.Unknown(),
        info: Type.Optional(clientInfo),
        tags: Type.Optional(tags),
      }),
    ),
    ...streamPosition,
  }),
  history_remove: nothing,
  channels: Type.Object({
    channels: Type.Record(Type.String(), Type.Object({ num_clients: count })),
  }),
  occupancy: Type.Object({ channels: Type.Array(Type.String()) }),
  info: Type.Object({
    nodes: Type.Array(
      Type.Object({
        name: Type.String({ description: 'The site.' }),
        version: Type.String(),
        num_clients: count,
        num_users: count,
        num_channels: count,
        uptime: Type.Integer({ minimum: 0, description: 'Seconds.' }),
      }),
    ),
  }),
  check: Type.Object({
    token: Type.Optional(verdict),
    origin: Type.Optional(verdict),
    backend: Type.Optional(verdict),
    anonymous: Type.Boolean({ description: 'Whether visitors who bring nothing may connect.' }),
  }),
  revoke: Type.Object({ connections: Type.Integer({ minimum: 0, description: 'How many it reached.' }) }),
} satisfies Record<CallName, TSchema>;

/** What a call answers. */
export type CallResult<C extends CallName> = Static<(typeof results)[C]>;

const batchReply = Type.Object(
  Object.fromEntries(Object.entries(results).map(([name, result]) => [name, Type.Optional(result)])),
  { maxProperties: 1, minProperties: 1 },
);

/** What a batch answers, call by call: each result under its own name, or why it failed. */
export const batchResult = Type.Object({ replies: Type.Array(Type.Union([batchReply, failure])) });
