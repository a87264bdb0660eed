import { type ConfigRow, decodeConfig } from '../config/config-table.ts';
import { DrupalError } from '../errors.ts';

/** A role with what it allows. */
export interface Role {
  readonly id: string;
  /** Allows everything, whatever the permissions say. */
  readonly isAdmin: boolean;
  readonly permissions: ReadonlySet<string>;
}

/** Roles that Drupal gives by itself and never stores with a user. */
export const ANONYMOUS_ROLE = 'anonymous';
export const AUTHENTICATED_ROLE = 'authenticated';

/** Common start of the names under which roles are configured. */
export const ROLE_CONFIG = 'user.role.';

/**
 * Reads a role from its configuration.
 *
 * @throws DrupalError `DRUPAL_CONFIG_UNREADABLE`
 */
export function roleFrom(row: ConfigRow): Role {
  const data = decodeConfig(row);
  const permissions = data instanceof Map ? data.get('permissions') : undefined;
  if (!(data instanceof Map) || !Array.isArray(permissions)) {
    throw new DrupalError(
      'DRUPAL_CONFIG_UNREADABLE',
      `configuration ${row.name}: expected a role with permissions`,
    );
  }
  return {
    id: row.name.slice(ROLE_CONFIG.length),
    isAdmin: data.get('is_admin') === true,
    permissions: new Set(permissions.filter((permission) => typeof permission === 'string')),
  };
}
