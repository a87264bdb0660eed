import { type Kysely, MysqlAdapter, PostgresAdapter } from 'kysely';
import type { DatabaseAddress } from './database-url.ts';

/** Which kind of database this is, where SQL has no common word. */
export function driverOf<Tables>(db: Kysely<Tables>): DatabaseAddress['driver'] {
  const { adapter } = db.getExecutor();
  if (adapter instanceof MysqlAdapter) return 'mysql';
  return adapter instanceof PostgresAdapter ? 'pgsql' : 'sqlite';
}
