import { fieldsOf, isCount } from './fields.ts';
import { type Line, readLines } from './line.ts';

/** One change of a room, as it is published: what it changed, as it is since. */
export interface RoomEvent {
  /** Changes when the room's rows were wiped or restored: `seq` then counts anew. */
  readonly epoch: string;
  /** 1, 2, 3 … without a hole, in the order of the commits. */
  readonly seq: number;
  /** The line that came or changed, and whose thread it is in. */
  readonly lines: readonly Line[];
}

/** What every answer about a room tells of it. */
interface RoomState {
  readonly epoch: string;
  /** `seq` of the room's newest event, 0 in an empty room; read before the lines. */
  readonly head_seq: number;
  /** May the caller write in this room? */
  readonly may_write: boolean;
}

/** Answer to `chat.history`: lines next to each other. */
export interface HistoryPage extends RoomState {
  /** Are there lines before the first one? */
  readonly older: boolean;
  /** Are there lines after the last one? */
  readonly newer: boolean;
  /** Ascending by `seq`. */
  readonly lines: readonly Line[];
}

/** Answer to `chat.sync`: what changed since an event, each line once, as it is now. */
export interface SyncPage extends RoomState {
  /** Up to which event this page tells everything. */
  readonly to_seq: number;
  /** Is there more after `to_seq`? */
  readonly more: boolean;
  /** Ascending by `changed`. */
  readonly lines: readonly Line[];
}

/** Answer to `chat.send`: the line is committed. */
export interface SendReceipt {
  readonly client_id: string;
  readonly mid: number;
  readonly seq: number;
  readonly created: number;
}

/** Reads a publication's data as an event; undefined if it is anything else. */
export function readRoomEvent(value: unknown): RoomEvent | undefined {
  const { epoch, seq, lines: unread } = fieldsOf(value) ?? {};
  const lines = readLines(unread);
  if (typeof epoch !== 'string' || !isCount(seq) || seq === 0 || !lines) return undefined;
  return { epoch, seq, lines };
}

/** Reads an answer to `chat.history`; undefined if it is anything else. */
export function readHistoryPage(value: unknown): HistoryPage | undefined {
  const fields = fieldsOf(value);
  const room = readRoomState(fields);
  const lines = readLines(fields?.lines);
  if (!fields || !room || !lines) return undefined;
  return { ...room, older: fields.older === true, newer: fields.newer === true, lines };
}

/** Reads an answer to `chat.sync`; undefined if it is anything else. */
export function readSyncPage(value: unknown): SyncPage | undefined {
  const fields = fieldsOf(value);
  const room = readRoomState(fields);
  const lines = readLines(fields?.lines);
  if (!fields || !room || !lines || !isCount(fields.to_seq)) return undefined;
  return { ...room, to_seq: fields.to_seq, more: fields.more === true, lines };
}

/** Reads an answer to `chat.send`; undefined if it is anything else. */
export function readSendReceipt(value: unknown): SendReceipt | undefined {
  const { client_id, mid, seq, created } = fieldsOf(value) ?? {};
  if (typeof client_id !== 'string' || !isCount(mid) || !isCount(seq) || !isCount(created)) return undefined;
  return { client_id, mid, seq, created };
}

function readRoomState(fields: Readonly<Record<string, unknown>> | undefined): RoomState | undefined {
  const { epoch, head_seq, may_write } = fields ?? {};
  if (typeof epoch !== 'string' || !isCount(head_seq)) return undefined;
  return { epoch, head_seq, may_write: may_write === true };
}
