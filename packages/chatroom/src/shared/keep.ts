import { fieldsOf, isCount, isText } from './fields.ts';
import { readFiles, wordsOf } from './line.ts';
import type { PendingLine } from './outbox.ts';

/** A place for text that outlives a page: of a tab, of one account in one room. */
export interface Keep {
  read(): string | null;
  /** "" when there is nothing to keep. */
  write(text: string): void;
}

/** Writes down the lines whose fate isn't known or was a refusal. */
export function keepLines(keep: Keep, lines: readonly PendingLine[]): void {
  const kept = lines.filter(({ state }) => state !== 'sent');
  keep.write(kept.length === 0 ? '' : JSON.stringify(kept));
}

/** The lines that were written down; those that were on their way wait again. */
export function keptLines(keep: Keep): readonly PendingLine[] {
  try {
    const kept: unknown = JSON.parse(keep.read() || '[]');
    return Array.isArray(kept) ? kept.flatMap((line) => readPending(line) ?? []) : [];
  } catch {
    // Somebody else's text: there is nothing of ours to bring back.
    return [];
  }
}

function readPending(value: unknown): PendingLine | undefined {
  const { client_id, body, reply_to, thread, files, state, error } = fieldsOf(value) ?? {};
  if (!isText(client_id) || !isText(body)) return undefined;
  const place = { ...(isCount(reply_to) && { reply_to }), ...(isCount(thread) && { thread }) };
  const words = wordsOf({ body, ...place, files: readFiles(files) });
  const { code, message } = fieldsOf(error) ?? {};
  if (state === 'refused' && isCount(code) && isText(message)) {
    return { ...words, client_id, state, error: { code, message } };
  }
  return { ...words, client_id, state: 'waiting' };
}
