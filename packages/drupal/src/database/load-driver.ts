import { DrupalError } from '../errors.ts';

/** @throws DrupalError `DRUPAL_DRIVER_MISSING` when the package isn't installed */
export async function loadDriver<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
    throw new DrupalError(
      'DRUPAL_DRIVER_MISSING',
      `expected the npm package ${name}, found none: npm install ${name}`,
      { cause },
    );
  }
}
