import { UsageError } from './usage-error.ts';

type DrupalPackage = typeof import('@drupal-nodejs/drupal');

/** Loads the package that reads Drupal's database, which only some commands need. @throws UsageError */
export async function loadDrupalPackage(): Promise<DrupalPackage> {
  try {
    return await import('@drupal-nodejs/drupal');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) {
      throw cause;
    }
    throw new UsageError('expected @drupal-nodejs/drupal to be installed, found nothing', { cause });
  }
}
