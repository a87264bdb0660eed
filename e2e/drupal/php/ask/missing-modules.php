<?php

/**
 * @file
 * Which of some modules, or of Drush, this code base doesn't have, or has for another version of core or PHP only.
 */

declare(strict_types=1);

use Drupal\Core\Entity\ContentEntityInterface;

return static function (string ...$names): array {
  $modules = \Drupal::service('extension.list.module');
  $isThere = static fn (string $name): bool => $name === 'drush' ? class_exists('Drush\Drush') : $modules->exists($name)
    && !($modules->get($name)->info['core_incompatible'] ?? FALSE)
    && version_compare(PHP_VERSION, (string) ($modules->get($name)->info['php'] ?? '8.1')) >= 0;
  // Its 6.0.0 ends PHP where entities know their bundle: it wraps a user, and lacks that method.
  $runs = static fn (string $name): bool => $name !== 'simple_oauth'
    || !method_exists(ContentEntityInterface::class, 'getBundleEntity')
    || str_contains((string) file_get_contents(\Drupal::root() . '/' . $modules->getPath($name) . '/src/Authentication/TokenAuthUser.php'), 'getBundleEntity');
  return array_values(array_filter($names, static fn (string $name): bool => !$isThere($name) || !$runs($name)));
};
