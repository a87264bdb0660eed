<?php

/**
 * @file
 * Makes a list of articles at /e2e-list: pager, filter, AJAX; or removes it.
 */

declare(strict_types=1);

use Drupal\views\Entity\View;

return static function (?string $live): bool {
  View::load('e2e_list')?->delete();
  if ($live === NULL) {
    \Drupal::service('router.builder')->rebuild();
    return TRUE;
  }
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
        'display_options' => ['path' => 'e2e-list', 'display_extenders' => ['nodejs_views' => ['live' => $live]]],
      ],
    ],
  ])->save();
  \Drupal::service('router.builder')->rebuild();
  return TRUE;
};
