<?php

/**
 * @file
 * What the push server told this site, as its classic hook noted it.
 */

declare(strict_types=1);

return static function (): array {
  // Another process has written it.
  \Drupal::state()->resetCache();
  return \Drupal::state()->get('nodejs_e2e.noted', []);
};
