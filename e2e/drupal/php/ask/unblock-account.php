<?php

/**
 * @file
 * Lets a blocked account in again, with a role if one is named.
 */

declare(strict_types=1);

use Drupal\user\Entity\User;

return static function (string $uid, string $role = ''): bool {
  // It would be told by mail.
  $GLOBALS['config']['user.settings']['notify']['status_activated'] = FALSE;
  \Drupal::configFactory()->reset('user.settings');
  $user = User::load($uid)->activate();
  if ($role !== '') {
    $user->addRole($role);
  }
  $user->save();
  return TRUE;
};
