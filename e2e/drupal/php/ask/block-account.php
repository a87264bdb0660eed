<?php

/**
 * @file
 * Blocks an account.
 */

declare(strict_types=1);

use Drupal\user\Entity\User;

return static function (string $uid): bool {
  User::load($uid)->block()->save();
  return TRUE;
};
