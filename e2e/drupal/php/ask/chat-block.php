<?php

/**
 * @file
 * Places the blocks of the chat, for one room.
 */

declare(strict_types=1);

use Drupal\block\Entity\Block;

return static function (string $room): bool {
  foreach (['chatroom', 'chatroom_connected'] as $plugin) {
    Block::create([
      'id' => 'e2e_' . $plugin,
      'plugin' => $plugin,
      'theme' => 'olivero',
      'region' => 'content',
      'settings' => ['id' => $plugin, 'label' => $plugin, 'label_display' => '0', 'provider' => 'chatroom', 'room' => $room],
      'visibility' => ['request_path' => ['id' => 'request_path', 'pages' => '/user/*', 'negate' => FALSE]],
    ])->save();
  }
  return TRUE;
};
