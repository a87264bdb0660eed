import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type ChatTables,
  createTables,
  type LineWriter,
  type RoomEvent,
  SqlStore,
} from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import type { Kysely } from 'kysely';
import { onTestFinished } from 'vitest';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chatroom-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** An SQLite file on disk with the chat's tables; its address in Drupal's form. */
export async function chatDatabase(): Promise<string> {
  const file = join(temporaryFolder(), 'site.sqlite');
  const created = new DatabaseSync(file);
  // As Drupal makes its own.
  created.exec('pragma journal_mode = wal');
  created.close();
  const url = `sqlite://localhost/${file}`;
  const db = await openDatabase<ChatTables>(url, { access: 'write' });
  await createTables(db);
  await db.destroy();
  return url;
}

/** A store on the file, what it told of its commits, and its connection for looking behind it. */
export async function openStore(
  url: string,
  options: { waitingLines?: number; now?: () => number; writer?: LineWriter } = {},
): Promise<{
  store: SqlStore;
  commits: { room: string; events: readonly RoomEvent[] }[];
  db: Kysely<ChatTables>;
}> {
  const db = await openDatabase<ChatTables>(url, { access: 'write' });
  const commits: { room: string; events: readonly RoomEvent[] }[] = [];
  const store = new SqlStore({
    db,
    waitingLines: 10_000,
    committed: (room, events) => commits.push({ room, events }),
    ...options,
  });
  onTestFinished(() => store.close());
  return { store, commits, db };
}
