<?php

/**
 * @file
 * Settles the chat, and gives roles permissions.
 */

declare(strict_types=1);

use Drupal\user\Entity\Role;

return static function (array $settings, array $permissions = []): bool {
  $config = \Drupal::configFactory()->getEditable('chatroom.settings');
  foreach ($settings as $key => $value) {
    $config->set($key, $value);
  }
  $config->save();
  \Drupal::service('entity_field.manager')->clearCachedFieldDefinitions();
  foreach ($permissions as $role => $names) {
    user_role_grant_permissions($role, $names);
  }
  return TRUE;
};
