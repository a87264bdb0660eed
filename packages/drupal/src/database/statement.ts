import { DrupalError } from '../errors.ts';

/**
 * Runs a statement and gives its failure a code.
 *
 * @throws DrupalError `DRUPAL_DATABASE_FAILED`, with the driver's error as cause
 */
export async function statement<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown error';
    throw new DrupalError('DRUPAL_DATABASE_FAILED', `database, ${what}: ${reason}`, { cause });
  }
}
