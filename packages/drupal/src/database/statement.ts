import { DrupalError } from '../errors.ts';

/**
 * Runs a statement and gives its failure a code.
 *
 * @throws DrupalError `DRUPAL_DATABASE_FAILED` with the driver's error as cause, or one that says why the
 *   database can't be reached
 */
export async function statement<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof DrupalError) throw cause;
    const reason = cause instanceof Error ? cause.message : 'unknown error';
    throw new DrupalError('DRUPAL_DATABASE_FAILED', `database, ${what}: ${reason}`, { cause });
  }
}

/** Did a statement fail because this table isn't there (yet)? Drupal makes some at their first use. */
export function isMissingTable(error: unknown, table: string): boolean {
  const cause = error instanceof DrupalError ? error.cause : undefined;
  return cause instanceof Error && cause.message === `no such table: ${table}`;
}
