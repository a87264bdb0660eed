import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { ChatErrorCode } from '../shared/error-code.ts';
import { ChatError } from './chat-error.ts';
import type { Range } from './store.ts';
import { wrongPart } from './wrong-part.ts';

// Unknown keys are refused: what this server doesn't know it must not pass over as if it did.
const closed = { additionalProperties: false };

const seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const seqOrZero = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 100 }));
const room = Type.String();
const atLine = { room, seq };

const sendSchema = Type.Object(
  {
    room,
    client_id: Type.String({
      pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
    }),
    body: Type.String(),
    reply_to: Type.Optional(seq),
    thread: Type.Optional(seq),
    files: Type.Optional(Type.Array(seq, { minItems: 1, maxItems: 10, uniqueItems: true })),
  },
  closed,
);
const editSchema = Type.Object({ ...atLine, body: Type.String() }, closed);
const deleteSchema = Type.Object(atLine, closed);
const reactSchema = Type.Object(
  { ...atLine, emoji: Type.String({ maxLength: 32 }), on: Type.Boolean() },
  closed,
);
const pinSchema = Type.Object({ ...atLine, on: Type.Boolean() }, closed);
const historySchema = Type.Object(
  {
    room,
    before: Type.Optional(seq),
    after: Type.Optional(seqOrZero),
    around: Type.Optional(seq),
    thread: Type.Optional(seq),
    limit,
  },
  closed,
);
const syncSchema = Type.Object({ room, since: seqOrZero, limit }, closed);

const roomsSchema = Type.Object({}, closed);
const readSchema = Type.Object({ room, seq: seqOrZero, back: Type.Optional(Type.Boolean()) }, closed);
const notifySchema = Type.Object(
  { room, level: Type.Union([Type.Literal('all'), Type.Literal('mentions'), Type.Literal('nothing')]) },
  closed,
);

const kind = Type.Union([Type.Literal('mute'), Type.Literal('ban')]);
const uid = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });
const roomSchema = Type.Object({ room }, closed);
const liftSchema = Type.Object({ room, uid, kind }, closed);
const imposeSchema = Type.Object(
  {
    room,
    uid,
    kind,
    seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 315_360_000 })),
    reason: Type.Optional(Type.String({ maxLength: 255, pattern: '^[^\\p{Cc}\\p{Cs}]*$' })),
  },
  closed,
);
const settleSchema = Type.Object(
  {
    room,
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\p{Cc}\\p{Cs}]*$' })),
    status: Type.Optional(
      Type.Union([Type.Literal('open'), Type.Literal('readonly'), Type.Literal('archived')]),
    ),
    slow: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600 })),
  },
  closed,
);

const line = Type.String({ maxLength: 255, pattern: '^[^\\p{Cc}\\p{Cs}]*$' });
const searchSchema = Type.Object(
  {
    query: Type.String({ minLength: 2, maxLength: 100, pattern: '^[^\\p{Cc}\\p{Cs}]*$' }),
    room: Type.Optional(room),
    before: Type.Optional(seq),
    limit,
  },
  closed,
);
const findSchema = Type.Object({ room, created: seqOrZero }, closed);
const flagSchema = Type.Object({ ...atLine, reason: Type.Optional(line) }, closed);
const talkSchema = Type.Object(
  { with: Type.Array(uid, { minItems: 1, maxItems: 8, uniqueItems: true }) },
  closed,
);
const createSchema = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\p{Cc}\\p{Cs}]*$' }),
    invite: Type.Optional(Type.Array(uid, { maxItems: 50, uniqueItems: true })),
  },
  closed,
);
const inviteSchema = Type.Object({ room, uid }, closed);
const peopleSchema = Type.Object(
  { typed: Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\p{Cc}\\p{Cs}]*$' }) },
  closed,
);
const postSchema = Type.Object(
  {
    ...sendSchema.properties,
    /** The account that writes, with its own rights; left out where a program does. */
    uid: Type.Optional(uid),
    name: Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\p{Cc}\\p{Cs}]*$' }),
  },
  closed,
);

const oneEmoji = /^\p{RGI_Emoji}$/v;

/** Reads the data of `chat.send`. @throws ChatError 1400 */
export function readSendRequest(data: unknown): Static<typeof sendSchema> {
  const request = read(sendSchema, data);
  // One UUID has one spelling in the table, whatever its client prefers.
  return { ...request, client_id: request.client_id.toLowerCase() };
}

/** Reads the data of `chat.edit`. @throws ChatError 1400 */
export function readEditRequest(data: unknown): Static<typeof editSchema> {
  return read(editSchema, data);
}

/** Reads the data of `chat.delete`. @throws ChatError 1400 */
export function readDeleteRequest(data: unknown): Static<typeof deleteSchema> {
  return read(deleteSchema, data);
}

/** Reads the data of `chat.react`. @throws ChatError 1400 */
export function readReactRequest(data: unknown): Static<typeof reactSchema> {
  const request = read(reactSchema, data);
  if (!oneEmoji.test(request.emoji)) throw invalid('emoji: expected one emoji');
  return request;
}

/** Reads the data of `chat.pin`. @throws ChatError 1400 */
export function readPinRequest(data: unknown): Static<typeof pinSchema> {
  return read(pinSchema, data);
}

/** Reads the data of `chat.history`; 50 lines unless it says how many. @throws ChatError 1400 */
export function readHistoryRequest(data: unknown): { room: string; range: Range } {
  const { room: name, limit: asked = 50, ...range } = read(historySchema, data);
  const places = [range.before, range.after, range.around].filter((place) => place !== undefined);
  if (places.length > 1) throw invalid('expected one of before, after and around, found more');
  return { room: name, range: { ...range, limit: asked } };
}

/** Reads the data of `chat.sync`; 100 lines unless it says how many. @throws ChatError 1400 */
export function readSyncRequest(data: unknown): { room: string; since: number; limit: number } {
  const { limit: asked = 100, ...request } = read(syncSchema, data);
  return { ...request, limit: asked };
}

/** Reads the data of `chat.rooms`: none, or an empty object. @throws ChatError 1400 */
export function readRoomsRequest(data: unknown): void {
  read(roomsSchema, data ?? {});
}

/** Reads the data of `chat.read`. @throws ChatError 1400 */
export function readReadRequest(data: unknown): Static<typeof readSchema> {
  return read(readSchema, data);
}

/** Reads the data of `chat.notify`. @throws ChatError 1400 */
export function readNotifyRequest(data: unknown): Static<typeof notifySchema> {
  return read(notifySchema, data);
}

/** Reads the data of `chat.impose`. @throws ChatError 1400 */
export function readImposeRequest(data: unknown): Static<typeof imposeSchema> {
  return read(imposeSchema, data);
}

/** Reads the data of `chat.lift`. @throws ChatError 1400 */
export function readLiftRequest(data: unknown): Static<typeof liftSchema> {
  return read(liftSchema, data);
}

/** Reads the data of `chat.sanctions`. @throws ChatError 1400 */
export function readRoomRequest(data: unknown): Static<typeof roomSchema> {
  return read(roomSchema, data);
}

/** Reads the data of `chat.settle`. @throws ChatError 1400 */
export function readSettleRequest(data: unknown): Static<typeof settleSchema> {
  return read(settleSchema, data);
}

/** Reads the data of `chat.search`; 20 lines unless it says how many. @throws ChatError 1400 */
export function readSearchRequest(data: unknown): Static<typeof searchSchema> & { readonly limit: number } {
  return { limit: 20, ...read(searchSchema, data) };
}

/** Reads the data of `chat.find`. @throws ChatError 1400 */
export function readFindRequest(data: unknown): Static<typeof findSchema> {
  return read(findSchema, data);
}

/** Reads the data of `chat.flag`. @throws ChatError 1400 */
export function readFlagRequest(data: unknown): Static<typeof flagSchema> {
  return read(flagSchema, data);
}

/** Reads the data of `chat.talk`. @throws ChatError 1400 */
export function readTalkRequest(data: unknown): Static<typeof talkSchema> {
  return read(talkSchema, data);
}

/** Reads the data of `chat.create`. @throws ChatError 1400 */
export function readCreateRequest(data: unknown): Static<typeof createSchema> {
  return read(createSchema, data);
}

/** Reads the data of `chat.invite`. @throws ChatError 1400 */
export function readInviteRequest(data: unknown): Static<typeof inviteSchema> {
  return read(inviteSchema, data);
}

/** Reads the data of `chat.people`. @throws ChatError 1400 */
export function readPeopleRequest(data: unknown): Static<typeof peopleSchema> {
  return read(peopleSchema, data);
}

/** Reads the body of the server API's `chat.post`. @throws ChatError 1400 */
export function readPostRequest(data: unknown): Static<typeof postSchema> {
  const request = read(postSchema, data);
  return { ...request, client_id: request.client_id.toLowerCase() };
}

function read<Schema extends TSchema>(schema: Schema, data: unknown): Static<Schema> {
  if (Value.Check(schema, data)) return data;
  throw invalid(wrongPart(schema, data));
}

function invalid(wrong: string): ChatError {
  return new ChatError(ChatErrorCode.invalidRequest, `Invalid request: ${wrong}.`);
}
