<?php

/**
 * @file
 * Takes a permission from a role.
 */

declare(strict_types=1);

use Drupal\user\Entity\Role;

return static function (string $role, string $permission): bool {
  Role::load($role)->revokePermission($permission)->save();
  return TRUE;
};
