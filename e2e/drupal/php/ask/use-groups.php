<?php

/**
 * @file
 * Installs Organic Groups and makes a type of content whose nodes are groups.
 */

declare(strict_types=1);

use Drupal\node\Entity\NodeType;
use Drupal\og\Og;

return static function (): bool {
  \Drupal::service('module_installer')->install(['og']);
  NodeType::create(['type' => 'e2e_group', 'name' => 'Group for tests'])->save();
  Og::addGroup('node', 'e2e_group');
  return TRUE;
};
