<?php

/**
 * @file
 * Uninstalls modules, as the Uninstall page would: reasons against it count.
 */

declare(strict_types=1);

return static function (string ...$modules): array {
  $installer = \Drupal::service('module_installer');
  foreach ($installer->validateUninstall($modules) as $module => $reasons) {
    throw new \RuntimeException($module . ' refuses: ' . implode(' ', array_map(strval(...), $reasons)));
  }
  $installer->uninstall($modules);
  return array_keys(\Drupal::moduleHandler()->getModuleList());
};
