<?php

/**
 * @file
 * Which of some modules this code base doesn't have, or has for another version of core or PHP only.
 */

declare(strict_types=1);

return static function (string ...$names): array {
  $modules = \Drupal::service('extension.list.module');
  return array_values(array_filter($names, static fn (string $name): bool => !$modules->exists($name)
    || ($modules->get($name)->info['core_incompatible'] ?? FALSE)
    || version_compare(PHP_VERSION, (string) ($modules->get($name)->info['php'] ?? '8.1')) < 0));
};
