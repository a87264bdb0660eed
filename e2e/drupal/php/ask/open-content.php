<?php

/**
 * @file
 * Opens content to apps: JSON:API that writes, menus as linksets, a list at
 * /e2e-list (pager, filter, AJAX) and as JSON.
 */

declare(strict_types=1);

use Drupal\views\Entity\View;

return static function (): bool {
  \Drupal::service('module_installer')->install(['jsonapi', 'rest']);
  \Drupal::configFactory()->getEditable('jsonapi.settings')->set('read_only', FALSE)->save();
  \Drupal::configFactory()->getEditable('system.feature_flags')->set('linkset_endpoint', TRUE)->save();
  $field = static fn (string $name, array $more): array => ['id' => $name, 'table' => 'node_field_data', 'field' => $name, 'entity_type' => 'node', 'entity_field' => $name] + $more;
  View::create([
    'id' => 'e2e_list',
    'label' => 'News',
    'base_table' => 'node_field_data',
    'display' => [
      'default' => [
        'id' => 'default',
        'display_plugin' => 'default',
        'display_title' => 'Default',
        'position' => 0,
        'display_options' => [
          'title' => 'News',
          'use_ajax' => TRUE,
          'access' => ['type' => 'perm', 'options' => ['perm' => 'access content']],
          'cache' => ['type' => 'tag', 'options' => []],
          'exposed_form' => ['type' => 'basic', 'options' => ['submit_button' => 'Apply']],
          'pager' => ['type' => 'mini', 'options' => ['items_per_page' => 5]],
          'style' => ['type' => 'default'],
          'row' => ['type' => 'fields'],
          'fields' => ['title' => $field('title', ['plugin_id' => 'field', 'settings' => ['link_to_entity' => TRUE]])],
          'filters' => [
            'status' => $field('status', ['plugin_id' => 'boolean', 'value' => '1']),
            'type' => $field('type', ['plugin_id' => 'bundle', 'value' => ['e2e_article' => 'e2e_article']]),
            'title' => $field('title', [
              'plugin_id' => 'string',
              'operator' => 'contains',
              'exposed' => TRUE,
              'expose' => ['operator_id' => 'title_op', 'identifier' => 'title', 'label' => 'Title'],
            ]),
          ],
          'sorts' => ['nid' => $field('nid', ['plugin_id' => 'standard', 'order' => 'DESC'])],
        ],
      ],
      'page_1' => [
        'id' => 'page_1',
        'display_plugin' => 'page',
        'display_title' => 'Page',
        'position' => 1,
        'display_options' => ['path' => 'e2e-list'],
      ],
      'rest_export_1' => [
        'id' => 'rest_export_1',
        'display_plugin' => 'rest_export',
        'display_title' => 'REST',
        'position' => 2,
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
