/** One committed line of a room, the same in publications and in history. */
export interface Line {
  /** Changes when the room's rows were wiped or restored: `seq` then counts anew. */
  readonly epoch: string;
  /** Place in the room: 1, 2, 3 … without a hole, in the order of the commits. */
  readonly seq: number;
  /** Id of the line in the whole site. */
  readonly mid: number;
  /** UUID that the author's client gave; the same line never has two. */
  readonly client_id: string;
  /** Account of the author, 0 for a guest. */
  readonly uid: number;
  /** The author's name when the line was written, "" for a guest. */
  readonly name: string;
  /** Plain text, never markup. */
  readonly body: string;
  /** Server time of the commit in milliseconds since 1970. */
  readonly created: number;
}

/** Answer to `chat.history`. */
export interface HistoryPage {
  readonly epoch: string;
  /** `seq` of the room's newest line, 0 in an empty room. */
  readonly head_seq: number;
  /** Are there lines beyond this page, in the direction that was asked for? */
  readonly more: boolean;
  /** May the caller write in this room? */
  readonly may_write: boolean;
  /** Ascending by `seq`. */
  readonly lines: readonly Line[];
}

/** Answer to `chat.send`: the line is committed. */
export interface SendReceipt {
  readonly client_id: string;
  readonly mid: number;
  readonly seq: number;
  readonly created: number;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Reads a publication's data as a line; undefined if it is anything else. */
export function readLine(value: unknown): Line | undefined {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const { epoch, seq, mid, client_id, uid, name, body, created } = fields;
  if (typeof epoch !== 'string' || typeof client_id !== 'string') return undefined;
  if (typeof name !== 'string' || typeof body !== 'string') return undefined;
  if (!isCount(seq) || seq === 0 || !isCount(mid) || !isCount(uid) || !isCount(created)) return undefined;
  return { epoch, seq, mid, client_id, uid, name, body, created };
}

/** Reads an answer to `chat.history`; undefined if it is anything else. */
export function readHistoryPage(value: unknown): HistoryPage | undefined {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const { epoch, head_seq, more, may_write } = fields;
  if (typeof epoch !== 'string' || !isCount(head_seq) || !Array.isArray(fields.lines)) return undefined;
  const lines = fields.lines.map(readLine).filter((line) => line !== undefined);
  if (lines.length !== fields.lines.length) return undefined;
  return { epoch, head_seq, more: more === true, may_write: may_write === true, lines };
}

/** Reads an answer to `chat.send`; undefined if it is anything else. */
export function readSendReceipt(value: unknown): SendReceipt | undefined {
  const fields = fieldsOf(value);
  if (!fields) return undefined;
  const { client_id, mid, seq, created } = fields;
  if (typeof client_id !== 'string' || !isCount(mid) || !isCount(seq) || !isCount(created)) return undefined;
  return { client_id, mid, seq, created };
}
