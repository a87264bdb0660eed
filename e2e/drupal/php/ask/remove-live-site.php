<?php

/**
 * @file
 * Takes back what live-site.php made.
 */

declare(strict_types=1);

use Drupal\comment\Entity\CommentType;
use Drupal\field\Entity\FieldStorageConfig;

return static function (): bool {
  // Core's comment module is there only where the site or the story has it.
  $has_comments = \Drupal::moduleHandler()->moduleExists('comment');
  foreach ($has_comments ? ['comment', 'node'] : ['node'] as $type) {
    $storage = \Drupal::entityTypeManager()->getStorage($type);
    $storage->delete($storage->loadMultiple());
  }
  foreach (['e2e_comments', 'field_e2e_score'] as $name) {
    FieldStorageConfig::loadByName('node', $name)?->delete();
  }
  if ($has_comments) {
    CommentType::load('e2e_comment')?->delete();
  }
  field_purge_batch(1000);
  foreach (['entity_form_display', 'entity_view_display'] as $type) {
    foreach (\Drupal::entityTypeManager()->getStorage($type)->loadByProperties(['bundle' => 'e2e_article']) as $display) {
      $display->delete();
    }
  }
  // Core's own, of forms that the story opened.
  \Drupal::keyValue('entity_autocomplete')->deleteAll();
  return TRUE;
};
