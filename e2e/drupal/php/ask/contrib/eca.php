<?php

/**
 * @file
 * Installs ECA, and has it have seen a model: what it remembers of those is its own.
 */

declare(strict_types=1);

use Drupal\eca\Entity\Eca;

return static function (): bool {
  \Drupal::service('module_installer')->install(['eca', 'eca_base', 'eca_content', 'eca_user']);
  $begins = ['plugin' => 'user:login', 'label' => 'Log-in', 'configuration' => [], 'successors' => []];
  $model = Eca::create(['id' => 'e2e_none', 'label' => 'None', 'modeller' => 'core', 'version' => '1', 'weight' => 0, 'events' => ['begins' => $begins], 'conditions' => [], 'gateways' => [], 'actions' => []]);
  $model->save();
  $model->delete();
  return TRUE;
};
