<?php

/**
 * @file
 * Makes a room of the site and says which roles belong to it.
 */

declare(strict_types=1);

use Drupal\chatroom\Grants;
use Drupal\chatroom\Role;
use Drupal\chatroom\Rooms;

return static function (string $name, string $title, array $roles): string {
  $room = \Drupal::service(Rooms::class)->create($name, $title);
  \Drupal::service(Grants::class)->replace($room, array_map(Role::from(...), $roles));
  return $room->channel();
};
