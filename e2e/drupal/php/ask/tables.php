<?php

/**
 * @file
 * The tables and indexes of this site, as SQLite remembers them.
 */

declare(strict_types=1);

return static fn (): array => \Drupal::database()
  ->query('SELECT name, type, tbl_name AS "table", sql FROM sqlite_master WHERE sql IS NOT NULL')
  ->fetchAll();
