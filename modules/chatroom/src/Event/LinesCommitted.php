<?php

declare(strict_types=1);

namespace Drupal\chatroom\Event;

use Drupal\chatroom\Room;
use Symfony\Contracts\EventDispatcher\Event;

/**
 * Lines of a room came or changed, and are committed.
 *
 * Dispatched under this class's name, at least once for every change and in the
 * room's order, soon after it: the push server tells of it twice a second, cron
 * of what was missed. An index or a rule has all it needs in the rows, which are
 * those of `chatroom_message` as they are now: `changed` equals `seq` for a line
 * that is new, `deleted` is above 0 for one that is gone.
 */
final class LinesCommitted extends Event {

  /**
   * Describes it.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param list<\stdClass> $lines
   *   Rows of chatroom_message by `changed`.
   */
  public function __construct(
    public readonly Room $room,
    public readonly array $lines,
  ) {}

}
