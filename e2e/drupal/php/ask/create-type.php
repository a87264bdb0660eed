<?php

/**
 * @file
 * Creates a type of content: not every version's standard profile has one.
 */

declare(strict_types=1);

use Drupal\field\Entity\FieldConfig;
use Drupal\field\Entity\FieldStorageConfig;
use Drupal\node\Entity\NodeType;

return static function (): bool {
  NodeType::create(['type' => 'e2e_article', 'name' => 'Article for tests'])->save();
  FieldConfig::create([
    'field_storage' => FieldStorageConfig::loadByName('node', 'body'),
    'bundle' => 'e2e_article',
    'label' => 'Body',
  ])->save();
  \Drupal::service('entity_display.repository')->getFormDisplay('node', 'e2e_article')->setComponent('body')->save();
  // Drupal 11's navigation has a link for each type, which otherwise appears with the first module.
  \Drupal::service('plugin.manager.menu.link')->rebuild();
  return TRUE;
};
