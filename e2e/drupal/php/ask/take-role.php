<?php

/**
 * @file
 * Takes a role from an account.
 */

declare(strict_types=1);

use Drupal\user\Entity\User;

return static function (string $uid, string $role): bool {
  $user = User::load($uid);
  $user->removeRole($role);
  $user->save();
  return TRUE;
};
