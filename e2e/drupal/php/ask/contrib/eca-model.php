<?php

/**
 * @file
 * Makes a model of ECA: one event, one action.
 */

declare(strict_types=1);

use Drupal\eca\Entity\Eca;

return static function (string $id, array $event, array $action): array {
  $model = Eca::create([
    'id' => $id,
    'label' => $id,
    'modeller' => 'core',
    'version' => '1',
    'weight' => 0,
    'events' => ['begins' => $event + ['label' => 'Begins', 'configuration' => [], 'successors' => [['id' => 'acts', 'condition' => '']]]],
    'conditions' => [],
    'gateways' => [],
    'actions' => ['acts' => $action + ['label' => 'Acts', 'configuration' => [], 'successors' => []]],
  ]);
  $model->save();
  return $model->getDependencies()['module'] ?? [];
};
