<?php

/**
 * @file
 * Has articles with a live score, live comments, and live teasers.
 */

declare(strict_types=1);

use Drupal\comment\Entity\CommentType;
use Drupal\field\Entity\FieldConfig;
use Drupal\field\Entity\FieldStorageConfig;
use Drupal\user\Entity\Role;

return static function (): bool {
  $bundle = 'e2e_article';
  $live = ['third_party_settings' => ['nodejs_entity' => ['live' => TRUE]]];
  FieldStorageConfig::create(['entity_type' => 'node', 'field_name' => 'field_e2e_score', 'type' => 'integer'])->save();
  FieldConfig::create(['entity_type' => 'node', 'bundle' => $bundle, 'field_name' => 'field_e2e_score', 'label' => 'Score'])->save();
  if (CommentType::load('e2e_comment') === NULL) {
    CommentType::create(['id' => 'e2e_comment', 'label' => 'Comment', 'target_entity_type_id' => 'node'])->save();
    \Drupal::service('comment.manager')->addBodyField('e2e_comment');
    // Plain text fields are filled in faster than editors start.
    FieldConfig::loadByName('comment', 'e2e_comment', 'comment_body')?->setSetting('allowed_formats', ['plain_text'])->save();
  }
  FieldStorageConfig::create(['entity_type' => 'node', 'field_name' => 'e2e_comments', 'type' => 'comment', 'settings' => ['comment_type' => 'e2e_comment']])->save();
  FieldConfig::create([
    'entity_type' => 'node',
    'bundle' => $bundle,
    'field_name' => 'e2e_comments',
    'label' => 'Comments',
    'default_value' => [['status' => 2, 'cid' => 0]],
    'settings' => ['default_mode' => 1, 'per_page' => 50, 'form_location' => TRUE, 'anonymous' => 0, 'preview' => 0],
  ])->save();
  $displays = \Drupal::service('entity_display.repository');
  $displays->getFormDisplay('node', $bundle)->setComponent('field_e2e_score')->save();
  $displays->getViewDisplay('node', $bundle)
    ->setComponent('field_e2e_score', ['type' => 'number_integer', 'weight' => 5] + $live)
    ->setComponent('e2e_comments', ['type' => 'comment_default', 'weight' => 20] + $live)
    ->save();
  $displays->getViewDisplay('node', $bundle, 'teaser')
    ->setComponent('field_e2e_score', ['type' => 'number_integer', 'weight' => 5])
    ->setThirdPartySetting('nodejs_entity', 'live', TRUE)
    ->setStatus(TRUE)
    ->save();
  foreach (['anonymous' => ['access comments'], 'authenticated' => ['access comments', 'post comments', 'skip comment approval', 'access content']] as $id => $permissions) {
    $role = Role::load($id);
    foreach ($permissions as $permission) {
      $role->grantPermission($permission);
    }
    $role->save();
  }
  drupal_flush_all_caches();
  return TRUE;
};
