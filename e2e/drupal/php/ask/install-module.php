<?php

/**
 * @file
 * Installs modules, as the Extend page would.
 */

declare(strict_types=1);

return static function (string ...$modules): array {
  \Drupal::service('module_installer')->install($modules);
  return array_keys(\Drupal::moduleHandler()->getModuleList());
};
