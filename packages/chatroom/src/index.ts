// the plugin of the push server

export type { ChatOptions } from './server/options.ts';
export { createPlugin } from './server/plugin.ts';

// the library that it is made of

export { Chat, type ChatParts } from './server/chat.ts';
export { ChatError } from './server/chat-error.ts';
export { DrupalLineWriter, type DrupalLineWriterOptions } from './server/lines/drupal-line-writer.ts';
export type { Committed, LineWriter, Outcome, Wish } from './server/lines/line-writer.ts';
export { Pace, type PaceLimits } from './server/lines/pace.ts';
export { Wording, type WordingParts } from './server/lines/wording.ts';
export type { Author } from './server/people/author.ts';
export type { People } from './server/people/people.ts';
export type { Readers, RoomReading } from './server/readers/readers.ts';
export { Reading, type ReadingParts } from './server/readers/reading.ts';
export { SqlReaders } from './server/readers/sql-readers.ts';
export { Admission, type AdmissionParts, type Rights } from './server/rooms/admission.ts';
export { ListMembership, type RolesOf, type RoomLists } from './server/rooms/list-membership.ts';
export { anyOf, isAtLeast, type Membership, type RoomRole, roomRoles } from './server/rooms/membership.ts';
export { Moderation, type ModerationParts } from './server/rooms/moderation.ts';
export type { LoggedSanction, RoomFacts, RoomStanding, Rooms, Sanction } from './server/rooms/rooms.ts';
export { SqlRooms } from './server/rooms/sql-rooms.ts';
export { SqlStandings } from './server/rooms/sql-standings.ts';
export type { Standing, Standings } from './server/rooms/standings.ts';
export { TableMembership } from './server/rooms/table-membership.ts';
export { SqlStore, type SqlStoreOptions } from './server/sql-store.ts';
export type { Change, Deed, Draft, Range, Store, StoredPage, StoredSync, Text } from './server/store.ts';

// its tables

export { createTables, type FieldDescription, schema, type TableDescription } from './server/schema.ts';
export type { ChatTables } from './server/tables.ts';

// what servers and pages tell each other

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
