<?php

/**
 * @file
 * The tables and indexes of this site, as SQLite remembers them.
 */

declare(strict_types=1);

return static function (): array {
  // Drupal creates some tables only when they are first written to.
  \Drupal::keyValueExpirable('nodejs_e2e')->setWithExpire('name', 'value', 1);
  \Drupal::queue('nodejs_e2e')->createItem('data');
  \Drupal::queue('nodejs_e2e')->deleteQueue();
  \Drupal::flood()->register('nodejs_e2e', 1);
  \Drupal::lock()->acquire('nodejs_e2e', 1);
  return \Drupal::database()
    ->query('SELECT name, type, tbl_name AS "table", sql FROM sqlite_master WHERE sql IS NOT NULL')
    ->fetchAll(\PDO::FETCH_ASSOC);
};
