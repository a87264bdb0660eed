import { DrupalError } from '../errors.ts';

const ATTEMPTS = 5;
/** Deadlocks and lost races of MySQL and PostgreSQL, by which nothing was changed. */
const CONFLICTS: ReadonlySet<unknown> = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  '40001',
  '40P01',
]);
const SQLITE_BUSY = 5;

/** Runs a statement or transaction again when the database chose it to give way to another. */
export async function retryConflicts<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}

/** Did a statement fail because of what others did, and not by itself? */
export function isConflict(error: unknown): boolean {
  const cause = error instanceof DrupalError ? error.cause : error;
  if (!(cause instanceof Error) || !('code' in cause)) return false;
  return CONFLICTS.has(cause.code) || ('errcode' in cause && cause.errcode === SQLITE_BUSY);
}
