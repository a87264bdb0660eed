// plugin of the push server

// plain library
export type { Author } from './server/author.ts';
export { Chat, type ChatParts } from './server/chat.ts';
export { ChatError } from './server/chat-error.ts';
export { ListMembership, type RolesOf, type RoomLists } from './server/list-membership.ts';
export type { Membership, Rights } from './server/membership.ts';
export type { ChatOptions } from './server/options.ts';
export { createPlugin } from './server/plugin.ts';
export { createTables, type FieldDescription, schema, type TableDescription } from './server/schema.ts';
export { SqlStore, type SqlStoreOptions } from './server/sql-store.ts';
export type { Draft, Range, Store, StoredPage } from './server/store.ts';
export type { ChatTables } from './server/tables.ts';
export { ChatErrorCode } from './shared/error-code.ts';
export type { HistoryPage, Line, SendReceipt } from './shared/line.ts';
