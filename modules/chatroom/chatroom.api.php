<?php

/**
 * @file
 * Hooks of the chatroom.
 */

declare(strict_types=1);

use Drupal\chatroom\Room;

/**
 * Lines of a room came or changed, and are committed.
 *
 * Called at least once for every change, in the room's order.
 *
 * @param \Drupal\chatroom\Room $room
 *   The room.
 * @param list<\stdClass> $lines
 *   Rows of chatroom_message as they are now: `changed` equals `seq` for a line
 *   that is new, `deleted` is above 0 for one that is gone.
 */
function hook_chatroom_lines(Room $room, array $lines): void {
  foreach ($lines as $line) {
    if ($line->changed === $line->seq) {
      \Drupal::logger('mymodule')->info('@name writes in @room.', ['@name' => $line->name, '@room' => $room->title]);
    }
  }
}
