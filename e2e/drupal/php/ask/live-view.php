<?php

/**
 * @file
 * Has the list at /e2e-list (open-content.php) be live, in one of the ways.
 */

declare(strict_types=1);

use Drupal\views\Entity\View;

return static function (string $live): bool {
  $view = View::load('e2e_list');
  $display = &$view->getDisplay('page_1');
  $display['display_options']['display_extenders']['nodejs_views']['live'] = $live;
  $view->save();
  return TRUE;
};
