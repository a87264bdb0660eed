<?php

/**
 * @file
 * Which of some modules, or of Drush, this code base doesn't have, or has for another version of core or PHP only.
 */

declare(strict_types=1);

return static function (string ...$names): array {
  $modules = \Drupal::service('extension.list.module');
  $isThere = static fn (string $name): bool => $name === 'drush' ? class_exists('Drush\Drush') : $modules->exists($name)
    && !($modules->get($name)->info['core_incompatible'] ?? FALSE)
    && version_compare(PHP_VERSION, (string) ($modules->get($name)->info['php'] ?? '8.1')) >= 0;
  return array_values(array_filter($names, static fn (string $name): bool => !$isThere($name)));
};
