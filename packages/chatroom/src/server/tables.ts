import type { Generated } from 'kysely';

/** The chat's tables as kysely sees them; `schema.json` is their description, a test holds both together. */
export interface ChatTables {
  chatroom_room: RoomTable;
  chatroom_message: MessageTable;
}

interface RoomTable {
  rid: Generated<number>;
  name: string;
  epoch: string;
  head_seq: Generated<number>;
  created: number;
}

interface MessageTable {
  mid: Generated<number>;
  rid: number;
  seq: number;
  uid: number;
  client_id: string;
  name: string;
  body: string;
  created: number;
}
