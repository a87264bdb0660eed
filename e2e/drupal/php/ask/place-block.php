<?php

/**
 * @file
 * Places a block in a region of the default theme.
 */

declare(strict_types=1);

use Drupal\block\Entity\Block;

return static function (string $plugin, string $region): string {
  $theme = \Drupal::config('system.theme')->get('default');
  $id = $theme . '_' . str_replace([':', '.'], '_', $plugin);
  $settings = ['label' => $plugin, 'label_display' => '0'];
  Block::create(['id' => $id, 'plugin' => $plugin, 'theme' => $theme, 'region' => $region, 'settings' => $settings])->save();
  return $id;
};
