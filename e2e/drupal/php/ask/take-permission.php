<?php

/**
 * @file
 * Gives a permission to a role and takes it away.
 */

declare(strict_types=1);

use Drupal\user\Entity\Role;

return static function (string $role, string $permission): bool {
  Role::load($role)->grantPermission($permission)->save();
  Role::load($role)->revokePermission($permission)->save();
  return TRUE;
};
