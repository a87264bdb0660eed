<?php

/**
 * @file
 * What is stored on this site? Names only, of all that a module could leave.
 */

declare(strict_types=1);

return static function (): array {
  $database = \Drupal::database();
  $column = static fn (string $sql): array => $database->query($sql)->fetchCol();
  $tables = $column("SELECT type || ' ' || name FROM sqlite_master");
  $permissions = [];
  foreach (\Drupal::entityTypeManager()->getStorage('user_role')->loadMultiple() as $role) {
    foreach ($role->getPermissions() as $permission) {
      $permissions[] = $role->id() . ' may ' . $permission;
    }
  }
  $found = [
    // Cache tables come and go with the bins that are used.
    ...array_filter($tables, static fn (string $name): bool => !preg_match('/ (cache_|sqlite_autoindex_cache_)/', $name)),
    ...array_map(static fn (string $name): string => 'config ' . $name, \Drupal::configFactory()->listAll()),
    // Core keeps what an autocomplete field of any form looks for, for good, and the empty map of fields that are gone; so
    // it does with what was there before a recipe.
    ...$column("SELECT 'value ' || collection || ':' || name FROM {key_value} WHERE collection NOT LIKE 'cache_%' AND collection NOT LIKE 'config.checkpoint.%' AND name <> 'config.checkpoints' AND collection NOT IN ('entity_autocomplete', 'entity.definitions.bundle_field_map')"),
    ...$column("SELECT DISTINCT 'expiring values ' || collection FROM {key_value_expire} WHERE collection LIKE 'nodejs%'"),
    ...$column("SELECT 'route ' || name FROM {router}"),
    ...$column("SELECT 'link ' || id FROM {menu_tree}"),
    ...$permissions,
  ];
  sort($found);
  return $found;
};
