<?php

declare(strict_types=1);

namespace Drupal\chatroom\Core;

/**
 * Lets the site's own code look at what somebody says before it is there.
 */
interface Gate {

  /**
   * Tells why a line isn't taken; NULL where it is.
   *
   * Asked of new lines and of edits, and not again of a line that is there.
   *
   * @param string $room
   *   The room's name.
   * @param int $uid
   *   The account; 0 for a guest or a program.
   * @param \Drupal\chatroom\Core\Text $text
   *   What it says.
   * @param int|null $seq
   *   The line that is edited; NULL for a new one.
   */
  public function refusal(string $room, int $uid, Text $text, ?int $seq): ?Refusal;

}
