<?php

/**
 * @file
 * Places a block in a region of the default theme, or takes it away.
 */

declare(strict_types=1);

use Drupal\block\Entity\Block;

return static function (string $plugin, ?string $label, string $region): bool {
  $id = 'e2e_' . $plugin;
  Block::load($id)?->delete();
  if ($label !== NULL) {
    Block::create([
      'id' => $id,
      'plugin' => $plugin,
      'theme' => \Drupal::config('system.theme')->get('default'),
      'region' => $region,
      'weight' => -50,
      'settings' => ['id' => $plugin, 'label' => $label, 'label_display' => 'visible', 'provider' => 'nodejs_presence'],
    ])->save();
  }
  return TRUE;
};
