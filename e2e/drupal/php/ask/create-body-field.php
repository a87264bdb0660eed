<?php

/**
 * @file
 * Gives articles a body, where the profile no longer does (Drupal 11).
 */

declare(strict_types=1);

use Drupal\field\Entity\FieldStorageConfig;

return static function (): bool {
  if (FieldStorageConfig::loadByName('node', 'body') !== NULL) {
    return FALSE;
  }
  FieldStorageConfig::create(['entity_type' => 'node', 'field_name' => 'body', 'type' => 'text_with_summary'])->save();
  return TRUE;
};
