import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { ChatErrorCode } from '../shared/error-code.ts';
import { ChatError } from './chat-error.ts';
import type { Range } from './store.ts';
import { wrongPart } from './wrong-part.ts';

// Unknown keys are refused: a server that doesn't know of replies must not post one as a plain line.
const closed = { additionalProperties: false };

const seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const sendSchema = Type.Object(
  {
    room: Type.String(),
    client_id: Type.String({
      pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
    }),
    body: Type.String(),
  },
  closed,
);

const historySchema = Type.Object(
  {
    room: Type.String(),
    before: Type.Optional(seq),
    after: Type.Optional(seq),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  },
  closed,
);

/** `chat.send`: one line for a room. */
export type SendRequest = Static<typeof sendSchema>;

/** Reads the data of `chat.send`. @throws ChatError 1400 */
export function readSendRequest(data: unknown): SendRequest {
  const request = read(sendSchema, data);
  // One UUID has one spelling in the table, whatever its client prefers.
  return { ...request, client_id: request.client_id.toLowerCase() };
}

/** Reads the data of `chat.history`; 50 lines unless it says how many. @throws ChatError 1400 */
export function readHistoryRequest(data: unknown): { room: string; range: Range } {
  const { room, limit = 50, ...cursor } = read(historySchema, data);
  if (cursor.before !== undefined && cursor.after !== undefined) {
    throw new ChatError(
      ChatErrorCode.invalidRequest,
      'Invalid request: expected before or after, found both.',
    );
  }
  return { room, range: { ...cursor, limit } };
}

function read<Schema extends TSchema>(schema: Schema, data: unknown): Static<Schema> {
  if (Value.Check(schema, data)) return data;
  throw new ChatError(ChatErrorCode.invalidRequest, `Invalid request: ${wrongPart(schema, data)}.`);
}
