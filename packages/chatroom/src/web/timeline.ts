import type { Line } from '../shared/line.ts';

/** Lines that one author wrote without a pause. */
export interface Group {
  readonly uid: number;
  readonly name: string;
  readonly created: number;
  readonly lines: readonly Line[];
}

/** What stands in a conversation from top to bottom. */
export type Row =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'unread'; readonly key: string }
  | { readonly type: 'group'; readonly key: string; readonly group: Group };

const pauseMs = 5 * 60_000;

/**
 * Lays lines out: a row for each day, one before the first unread line, lines of one author together.
 *
 * @param readSeq what the reader had read when the room was opened; undefined for no such row
 */
export function layOut(lines: readonly Line[], readSeq: number | undefined, ownUid: number): readonly Row[] {
  const rows: Row[] = [];
  let open: { group: Group & { lines: Line[] }; last: Line } | undefined;
  let today: string | undefined;
  let isMarked = readSeq === undefined;
  for (const line of lines) {
    const day = dayOf(line);
    if (day !== today) {
      rows.push({ type: 'day', key: `day ${day}`, at: line.created });
      today = day;
      open = undefined;
    }
    if (!isMarked && readSeq !== undefined && line.seq > readSeq && line.uid !== ownUid) {
      rows.push({ type: 'unread', key: 'unread' });
      isMarked = true;
      open = undefined;
    }
    if (open !== undefined && continues(open.last, line)) {
      open.group.lines.push(line);
      open.last = line;
      continue;
    }
    const group = { uid: line.uid, name: line.name, created: line.created, lines: [line] };
    rows.push({ type: 'group', key: `group ${line.seq}`, group });
    open = { group, last: line };
  }
  return rows;
}

function continues(before: Line, line: Line): boolean {
  return (
    line.kind === 'text' &&
    before.kind === 'text' &&
    line.uid === before.uid &&
    line.name === before.name &&
    line.created - before.created < pauseMs
  );
}

function dayOf({ created }: Line): string {
  return new Date(created).toDateString();
}
