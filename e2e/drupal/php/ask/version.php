<?php

/**
 * @file
 * Which versions answer here?
 */

declare(strict_types=1);

return static fn (): array => [
  'drupal' => \Drupal::VERSION,
  'php' => PHP_VERSION,
  'sqlite' => \Drupal::database()->version(),
];
