<?php

/**
 * @file
 * Opens content to apps: JSON:API that writes, menus as linksets, a view as JSON.
 */

declare(strict_types=1);

use Drupal\views\Entity\View;

return static function (): bool {
  \Drupal::service('module_installer')->install(['jsonapi', 'rest']);
  \Drupal::configFactory()->getEditable('jsonapi.settings')->set('read_only', FALSE)->save();
  \Drupal::configFactory()->getEditable('system.feature_flags')->set('linkset_endpoint', TRUE)->save();
  $title = ['id' => 'title', 'table' => 'node_field_data', 'field' => 'title', 'plugin_id' => 'field'];
  $published = ['id' => 'status', 'table' => 'node_field_data', 'field' => 'status', 'plugin_id' => 'boolean', 'value' => '1'];
  View::create([
    'id' => 'e2e_articles',
    'label' => 'Articles for tests',
    'base_table' => 'node_field_data',
    'base_field' => 'nid',
    'display' => [
      'default' => [
        'id' => 'default',
        'display_plugin' => 'default',
        'display_title' => 'Default',
        'position' => 0,
        'display_options' => [
          'access' => ['type' => 'perm', 'options' => ['perm' => 'access content']],
          'fields' => ['title' => $title + ['entity_type' => 'node', 'entity_field' => 'title', 'settings' => ['link_to_entity' => FALSE]]],
          'filters' => ['status' => $published + ['entity_type' => 'node', 'entity_field' => 'status']],
        ],
      ],
      'rest_export_1' => [
        'id' => 'rest_export_1',
        'display_plugin' => 'rest_export',
        'display_title' => 'REST',
        'position' => 1,
        'display_options' => [
          'path' => 'e2e/api/articles',
          'style' => ['type' => 'serializer', 'options' => ['formats' => ['json' => 'json']]],
          'row' => ['type' => 'data_field'],
        ],
      ],
    ],
  ])->save();
  \Drupal::service('router.builder')->rebuild();
  return TRUE;
};
