<?php

/**
 * @file
 * Does what modules and bundles that came left to be done: routes and links of menus.
 */

declare(strict_types=1);

return static function (): bool {
  \Drupal::service('router.builder')->rebuild();
  \Drupal::service('plugin.manager.menu.link')->rebuild();
  return TRUE;
};
