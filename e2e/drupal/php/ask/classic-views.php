<?php

/**
 * @file
 * Lets the front page's list be loaded by AJAX, and its pages have the classic API.
 */

declare(strict_types=1);

return static function (): bool {
  \Drupal::configFactory()->getEditable('views.view.frontpage')->set('display.default.display_options.use_ajax', TRUE)->save();
  \Drupal::configFactory()->getEditable('nodejs.settings')->set('classic', TRUE)->save();
  \Drupal::service('cache_tags.invalidator')->invalidateTags(['config:views.view.frontpage', 'rendered']);
  return TRUE;
};
