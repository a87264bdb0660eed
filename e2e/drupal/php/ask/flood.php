<?php

/**
 * @file
 * Tells whose failed log-ins Drupal has counted, and forgets them.
 */

declare(strict_types=1);

return static function (): array {
  $found = \Drupal::database()->query("SELECT DISTINCT identifier FROM {flood} WHERE event = 'user.failed_login_ip'")->fetchCol();
  \Drupal::database()->truncate('flood')->execute();
  return $found;
};
