<?php

/**
 * @file
 * Installs Flag, with a flag by which users call others friends.
 */

declare(strict_types=1);

use Drupal\flag\Entity\Flag;

return static function (): bool {
  \Drupal::service('module_installer')->install(['flag']);
  Flag::create([
    'id' => 'e2e_friend',
    'label' => 'Friend',
    'entity_type' => 'user',
    'bundles' => [],
    'flag_type' => 'entity:user',
    'link_type' => 'reload',
    'flagTypeConfig' => [],
    'linkTypeConfig' => [],
    'global' => FALSE,
  ])->save();
  return TRUE;
};
