<?php

/**
 * @file
 * Has the list at /e2e-list (open-content.php) offer actions by Views Bulk Operations; without any, as before.
 */

declare(strict_types=1);

use Drupal\views\Entity\View;

return static function (string ...$actions): bool {
  $view = View::load('e2e_list');
  $fields = &$view->getDisplay('default')['display_options']['fields'];
  unset($fields['views_bulk_operations_bulk_form']);
  if ($actions !== []) {
    $fields = ['views_bulk_operations_bulk_form' => [
      'id' => 'views_bulk_operations_bulk_form',
      'table' => 'views',
      'field' => 'views_bulk_operations_bulk_form',
      'plugin_id' => 'views_bulk_operations_bulk_form',
      'batch' => TRUE,
      'batch_size' => 10,
      'form_step' => TRUE,
      'buttons' => FALSE,
      'clear_on_exposed' => FALSE,
      'selected_actions' => array_map(static fn (string $id): array => ['action_id' => $id], $actions),
    ]] + $fields;
  }
  $view->save();
  return TRUE;
};
