import type { Line } from '@drupal-nodejs/chatroom/feed';

/** Lines of one author within a few minutes, drawn under one name and time. */
export interface LineGroup {
  readonly uid: number;
  readonly name: string;
  readonly at: number;
  readonly lines: readonly Line[];
}

const pauseMs = 5 * 60_000;

/** True when a line goes under the same head as the one before it. */
export function continues(before: Line, line: Line): boolean {
  return before.uid === line.uid && before.name === line.name && line.created - before.created < pauseMs;
}

/** Puts ascending lines into groups by author and time. */
export function groupLines(lines: readonly Line[]): readonly LineGroup[] {
  const groups: { uid: number; name: string; at: number; lines: Line[] }[] = [];
  let before: Line | undefined;
  for (const line of lines) {
    const open = groups.at(-1);
    if (open !== undefined && before !== undefined && continues(before, line)) open.lines.push(line);
    else groups.push({ uid: line.uid, name: line.name, at: line.created, lines: [line] });
    before = line;
  }
  return groups;
}
