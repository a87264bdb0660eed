// plugin of the push server

export { Admission, type AdmissionParts, type Rights } from './server/admission.ts';
// plain library
export type { Author } from './server/author.ts';
export { Chat, type ChatParts } from './server/chat.ts';
export { ChatError } from './server/chat-error.ts';
export { DrupalLineWriter, type DrupalLineWriterOptions } from './server/drupal-line-writer.ts';
export type { Committed, LineWriter, Outcome, Wish } from './server/line-writer.ts';
export { ListMembership, type RolesOf, type RoomLists } from './server/list-membership.ts';
export { anyOf, isAtLeast, type Membership, type RoomRole, roomRoles } from './server/membership.ts';
export { Moderation, type ModerationParts } from './server/moderation.ts';
export type { ChatOptions } from './server/options.ts';
export { Pace, type PaceLimits } from './server/pace.ts';
export type { People } from './server/people.ts';
export { createPlugin } from './server/plugin.ts';
export type { Readers, RoomReading } from './server/readers.ts';
export { Reading, type ReadingParts } from './server/reading.ts';
export type { LoggedSanction, RoomFacts, RoomStanding, Rooms, Sanction } from './server/rooms.ts';
export { createTables, type FieldDescription, schema, type TableDescription } from './server/schema.ts';
export { SqlReaders } from './server/sql-readers.ts';
export { SqlRooms } from './server/sql-rooms.ts';
export { SqlStandings } from './server/sql-standings.ts';
export { SqlStore, type SqlStoreOptions } from './server/sql-store.ts';
export type { Standing, Standings } from './server/standings.ts';
export type { Change, Deed, Draft, Range, Store, StoredPage, StoredSync, Text } from './server/store.ts';
export { TableMembership } from './server/table-membership.ts';
export type { ChatTables } from './server/tables.ts';
export { Wording, type WordingParts } from './server/wording.ts';
export type { HistoryPage, RoomEvent, SendReceipt, SyncPage } from './shared/answers.ts';
export { ChatErrorCode } from './shared/error-code.ts';
export type { RoomHint } from './shared/hint.ts';
export type { Call, Line, LineKind, Reaction, Words } from './shared/line.ts';
export type {
  NotifyLevel,
  OwnEvent,
  RoomOverview,
  RoomStatus,
  SanctionKind,
} from './shared/room-overview.ts';
