<?php

/**
 * @file
 * Removes the roles of accounts made by chance, and the accounts.
 */

declare(strict_types=1);

use Drupal\user\Entity\Role;
use Drupal\user\Entity\User;

return static function (array $uids): bool {
  foreach (User::loadMultiple($uids) as $user) {
    $user->delete();
  }
  foreach (Role::loadMultiple() as $id => $role) {
    if (str_starts_with($id, 'random_')) {
      $role->delete();
    }
  }
  return TRUE;
};
