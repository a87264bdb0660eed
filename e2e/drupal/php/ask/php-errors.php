<?php

/**
 * @file
 * What did Drupal log of PHP's errors and uncaught exceptions?
 */

declare(strict_types=1);

use Drupal\Component\Render\FormattableMarkup;
use Drupal\Component\Render\MarkupInterface;
use Drupal\Core\Render\Markup;

return static function (): array {
  $errors = [];
  foreach (\Drupal::database()->query("SELECT message, variables FROM {watchdog} WHERE type = 'php'") as $row) {
    $variables = (array) unserialize($row->variables, ['allowed_classes' => [Markup::class, FormattableMarkup::class]]);
    unset($variables['@backtrace_string']);
    $errors[] = strip_tags((string) new FormattableMarkup($row->message, array_filter($variables, static fn (mixed $value): bool => is_scalar($value) || $value instanceof MarkupInterface)));
  }
  return $errors;
};
