<?php

/**
 * @file
 * Settles the chat, and gives roles permissions.
 */

declare(strict_types=1);

use Drupal\user\Entity\Role;

return static function (array $settings, array $permissions = [], array $revoked = []): bool {
  $config = \Drupal::configFactory()->getEditable('chatroom.settings');
  foreach ($settings as $key => $value) {
    $config->set($key, $value);
  }
  $config->save();
  \Drupal::service('entity_field.manager')->clearCachedFieldDefinitions();
  foreach ($permissions as $role => $names) {
    $granted = Role::load($role);
    array_map($granted->grantPermission(...), $names);
    $granted->save();
  }
  foreach ($revoked as $role => $names) {
    $left = Role::load($role);
    array_map($left->revokePermission(...), $names);
    $left->save();
  }
  return TRUE;
};
