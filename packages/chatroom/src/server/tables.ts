import type { Generated } from 'kysely';
import type { Call, LineKind } from '../shared/line.ts';
import type { NotifyLevel, RoomKind, RoomStatus, SanctionKind } from '../shared/room-overview.ts';
import type { RoomRole } from './rooms/membership.ts';

/** The chat's tables as kysely sees them; `schema.json` is their description, a test holds both together. */
export interface ChatTables {
  chatroom_room: RoomTable;
  chatroom_message: MessageTable;
  chatroom_reaction: ReactionTable;
  chatroom_mention: MentionTable;
  chatroom_reader: ReaderTable;
  chatroom_member: MemberTable;
  chatroom_sanction: SanctionTable;
  chatroom_grant: GrantTable;
  chatroom_invitation: InvitationTable;
  chatroom_flag: FlagTable;
  chatroom_file: FileTable;
}

interface RoomTable {
  rid: Generated<number>;
  name: string;
  title: Generated<string>;
  status: Generated<RoomStatus>;
  slow: Generated<number>;
  epoch: string;
  head_seq: Generated<number>;
  created: number;
  kind: Generated<RoomKind>;
  owner_type: Generated<string>;
  owner_id: Generated<number>;
  retention: Generated<number>;
  told_seq: Generated<number>;
}

interface MessageTable {
  mid: Generated<number>;
  rid: number;
  seq: number;
  changed: number;
  uid: number;
  client_id: string;
  name: string;
  kind: Generated<LineKind>;
  body: string;
  html: string;
  mentions: Generated<string>;
  calls: Generated<'' | Call>;
  reply_to: Generated<number>;
  thread: Generated<number>;
  replies: Generated<number>;
  created: number;
  edited: Generated<number>;
  deleted: Generated<number>;
  deleted_by: Generated<number>;
  pinned: Generated<number>;
  files: Generated<number>;
}

interface ReactionTable {
  mid: number;
  uid: number;
  emoji: string;
  created: number;
}

interface MentionTable {
  uid: number;
  rid: number;
  seq: number;
}

interface ReaderTable {
  uid: number;
  rid: number;
  read_seq: Generated<number>;
  notify: Generated<NotifyLevel>;
}

interface MemberTable {
  rid: number;
  uid: number;
  role: Generated<RoomRole>;
  joined: number;
}

interface SanctionTable {
  sid: Generated<number>;
  rid: Generated<number>;
  uid: number;
  kind: SanctionKind;
  until: Generated<number>;
  reason: Generated<string>;
  imposed_by: number;
  created: number;
  lifted: Generated<number>;
  lifted_by: Generated<number>;
}

interface GrantTable {
  rid: number;
  grantee: string;
  role: Generated<RoomRole>;
}

interface InvitationTable {
  rid: number;
  uid: number;
  invited_by: number;
  created: number;
}

interface FlagTable {
  fid: Generated<number>;
  mid: number;
  rid: number;
  uid: number;
  reason: Generated<string>;
  created: number;
  verdict: Generated<string>;
  judged: Generated<number>;
  judged_by: Generated<number>;
}

interface FileTable {
  fid: number;
  rid: number;
  mid: Generated<number>;
  uid: number;
  name: string;
  type: string;
  size: number;
  width: Generated<number>;
  height: Generated<number>;
  created: number;
}
