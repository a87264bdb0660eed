<?php

/**
 * @file
 * Forgets what Drupal found out about where the site is, so that a copy elsewhere finds it out anew.
 */

declare(strict_types=1);

return static function (): bool {
  \Drupal::state()->deleteMultiple(['system.module.files', 'system.profile.files', 'system.theme.files', 'system.theme_engine.files']);
  $database = \Drupal::database();
  foreach ($database->schema()->findTables('cache_%') as $table) {
    $database->truncate($table)->execute();
  }
  return TRUE;
};
