<?php

/**
 * @file
 * Places blocks of the list at /e2e-list that are live, or takes all away.
 */

declare(strict_types=1);

use Drupal\block\Entity\Block;
use Drupal\views\Entity\View;

/**
 * Gives each block so many items; the display has four.
 */
return static function (array $items): bool {
  $plugin = 'views_block:e2e_list-block_1';
  $view = View::load('e2e_list');
  $displays = $view->get('display');
  unset($displays['block_1']);
  foreach (Block::loadMultiple() as $block) {
    if ($block->getPluginId() === $plugin) {
      $block->delete();
    }
  }
  if ($items !== []) {
    $displays['block_1'] = [
      'id' => 'block_1',
      'display_plugin' => 'block',
      'display_title' => 'Block',
      'position' => 3,
      'display_options' => [
        'pager' => ['type' => 'some', 'options' => ['items_per_page' => 4]],
        'defaults' => ['pager' => FALSE],
        'display_extenders' => ['nodejs_views' => ['live' => 'replace']],
      ],
    ];
  }
  $view->set('display', $displays)->save();
  foreach ($items as $count) {
    Block::create([
      'id' => "e2e_list_$count",
      'theme' => \Drupal::config('system.theme')->get('default'),
      'region' => 'content_below',
      'plugin' => $plugin,
      'settings' => [
        'id' => $plugin,
        'label' => "$count of them",
        'label_display' => 'visible',
        'views_label' => "$count of them",
        'items_per_page' => $count,
      ],
    ])->save();
  }
  return TRUE;
};
