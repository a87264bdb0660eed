<?php

/**
 * @file
 * Has an account flag another as a friend.
 */

declare(strict_types=1);

use Drupal\user\Entity\User;

return static function (string $uid, string $friend): bool {
  $flags = \Drupal::service('flag');
  $flags->flag($flags->getFlagById('e2e_friend'), User::load($friend), User::load($uid));
  return TRUE;
};
