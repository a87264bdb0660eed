<?php

/**
 * @file
 * Loads the framework-free classes where there is neither Drupal nor Composer.
 */

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
  $prefix = 'Drupal\\chatroom\\Core\\';
  $file = __DIR__ . '/' . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
  if (str_starts_with($class, $prefix) && is_file($file)) {
    require $file;
  }
});
