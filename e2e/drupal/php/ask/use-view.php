<?php

/**
 * @file
 * Enables or disables a view, as the Views page would.
 */

declare(strict_types=1);

use Drupal\views\Entity\View;

return static function (string $id, bool $enabled): bool {
  View::load($id)->setStatus($enabled)->save();
  // The page's route comes or goes with it.
  \Drupal::service('router.builder')->rebuildIfNeeded();
  return $enabled;
};
