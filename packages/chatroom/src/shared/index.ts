export type { HistoryPage, RoomEvent, SendReceipt, SyncPage } from './answers.ts';
export { type Schedule, timers } from './backoff.ts';
export {
  type ChannelClient,
  type ChannelSubscription,
  type ChatConnection,
  centrifugeConnection,
} from './chat-connection.ts';
export { ChatErrorCode, type ChatRefusal } from './error-code.ts';
export { type RoomHint, readRoomHint } from './hint.ts';
export type { Keep } from './keep.ts';
export type { Call, Line, LineKind, Reaction, Words } from './line.ts';
export type { PendingLine } from './outbox.ts';
export { People, type Person, type Presence, type PresenceLink, type PresentClient } from './people.ts';
export { RoomFeed, type RoomFeedOptions, type RoomSnapshot } from './room-feed.ts';
export {
  centrifugeLink,
  type LinkState,
  type RoomLink,
  type RoomSubscription,
  type RpcClient,
} from './room-link.ts';
export { RoomList, type RoomListOptions, type RoomListSnapshot } from './room-list.ts';
export {
  type Invitation,
  type NotifyLevel,
  type OwnEvent,
  type RoomKind,
  type RoomOverview,
  type RoomStatus,
  type Rooms,
  readRooms,
  type SanctionKind,
  unreadLimit,
} from './room-overview.ts';
export type { Typist } from './typists.ts';
