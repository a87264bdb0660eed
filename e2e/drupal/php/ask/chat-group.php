<?php

/**
 * @file
 * Makes a group of Organic Groups; its author owns it.
 */

declare(strict_types=1);

use Drupal\node\Entity\Node;

return static function (string $title, string $uid): int {
  $group = Node::create(['type' => 'e2e_group', 'title' => $title, 'uid' => $uid, 'status' => 1]);
  $group->save();
  return (int) $group->id();
};
