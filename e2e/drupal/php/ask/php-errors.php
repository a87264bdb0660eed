<?php

/**
 * @file
 * What did Drupal log of PHP's errors and uncaught exceptions?
 */

declare(strict_types=1);

use Drupal\Component\Render\FormattableMarkup;

return static function (): array {
  $errors = [];
  foreach (\Drupal::database()->query("SELECT message, variables FROM {watchdog} WHERE type = 'php'") as $row) {
    $variables = (array) unserialize($row->variables, ['allowed_classes' => FALSE]);
    unset($variables['@backtrace_string']);
    $errors[] = strip_tags((string) new FormattableMarkup($row->message, array_filter($variables, is_scalar(...))));
  }
  return $errors;
};
