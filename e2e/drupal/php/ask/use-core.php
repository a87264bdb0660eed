<?php

/**
 * @file
 * Uses what core creates only at its first use, so that no module seems to.
 */

declare(strict_types=1);

use Drupal\Core\Cache\Cache;

return static function (): bool {
  // Two first pages at a time would both make a table.
  foreach (Cache::getBins() as $bin) {
    $bin->set('nodejs_e2e', TRUE);
  }
  \Drupal::keyValueExpirable('nodejs_e2e')->setWithExpire('name', 'value', 1);
  \Drupal::queue('nodejs_e2e')->createItem('data');
  \Drupal::queue('nodejs_e2e')->deleteQueue();
  \Drupal::flood()->register('nodejs_e2e', 1);
  \Drupal::lock()->acquire('nodejs_e2e', 1);
  \Drupal::service('session_handler.storage')->write('nodejs_e2e', 'nodejs_e2e|b:1;');
  \Drupal::service('session_handler.storage')->destroy('nodejs_e2e');
  $batches = \Drupal::service('batch.storage');
  $batches->delete($batches->getId());
  \Drupal::service('private_key')->get();
  \Drupal::service('twig')->getExtensions();
  \Drupal::service('cron')->run();
  return TRUE;
};
