<?php

/**
 * @file
 * Sets a value of configuration.
 */

declare(strict_types=1);

return static function (string $name, string $key, mixed $value): bool {
  \Drupal::configFactory()->getEditable($name)->set($key, $value)->save();
  return TRUE;
};
