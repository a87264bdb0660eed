<?php

/**
 * @file
 * Makes a room's lines older by some days, keeps them for others, and runs cron.
 */

declare(strict_types=1);

return static function (string $name, int $days, int $kept): int {
  $database = \Drupal::database();
  $rid = $database->query('SELECT rid FROM {chatroom_room} WHERE name = :name', [':name' => $name])->fetchField();
  $database->update('chatroom_message')->expression('created', 'created - :ms', [':ms' => $days * 86400000])->condition('rid', $rid)->execute();
  $database->update('chatroom_room')->fields(['retention' => $kept])->condition('rid', $rid)->execute();
  \Drupal::service('cron')->run();
  return (int) $database->query('SELECT COUNT(*) FROM {chatroom_message} WHERE rid = :rid', [':rid' => $rid])->fetchField();
};
