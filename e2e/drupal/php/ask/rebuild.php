<?php

/**
 * @file
 * Has what modules and bundles that came left to be done be done: routes, links of menus, caches.
 */

declare(strict_types=1);

return static function (): bool {
  drupal_flush_all_caches();
  return TRUE;
};
