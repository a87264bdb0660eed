<?php

/**
 * @file
 * What is in the tables of a room.
 */

declare(strict_types=1);

return static function (string $room): array {
  $query = \Drupal::database()->select('chatroom_message', 'm')->fields('m', ['seq', 'uid', 'name', 'body', 'html', 'deleted']);
  $query->join('chatroom_room', 'r', 'r.rid = m.rid');
  return $query->condition('r.name', $room)->orderBy('m.seq')->execute()->fetchAll();
};
