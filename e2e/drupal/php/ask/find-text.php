<?php

/**
 * @file
 * Which tables of the database hold a text, caches included?
 */

declare(strict_types=1);

return static function (string $text): array {
  $database = \Drupal::database();
  $found = [];
  foreach ($database->query("SELECT name FROM sqlite_master WHERE type = 'table'")->fetchCol() as $table) {
    foreach ($database->query('SELECT * FROM "' . $table . '"', [], ['fetch' => \PDO::FETCH_ASSOC]) as $row) {
      if (str_contains(implode("\n", array_map(strval(...), $row)), $text)) {
        $found[] = $table;
        break;
      }
    }
  }
  return $found;
};
