<?php

/**
 * @file
 * Installs Organic Groups, where the code base has it, and makes a type of content whose nodes are groups.
 */

declare(strict_types=1);

use Drupal\node\Entity\NodeType;
use Drupal\og\Og;

return static function (): bool {
  $modules = \Drupal::service('extension.list.module');
  if (!$modules->exists('og') || $modules->get('og')->info['core_incompatible']) {
    return FALSE;
  }
  \Drupal::service('module_installer')->install(['og']);
  NodeType::create(['type' => 'e2e_group', 'name' => 'Group for tests'])->save();
  Og::addGroup('node', 'e2e_group');
  \Drupal::service('plugin.manager.menu.link')->rebuild();
  return TRUE;
};
