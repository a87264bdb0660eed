<?php

declare(strict_types=1);

namespace Drupal\chatroom_eca\Event;

use Drupal\chatroom\Room;
use Symfony\Contracts\EventDispatcher\Event;

/**
 * One line of a room came, was changed, or was deleted.
 */
final class LineChanged extends Event {

  public const NAME = 'chatroom_eca.line_changed';

  /**
   * Describes it.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param \stdClass $line
   *   Its row in chatroom_message.
   */
  public function __construct(
    public readonly Room $room,
    public readonly \stdClass $line,
  ) {}

  /**
   * What became of it: said or deleted; empty for all else that changes a line, such as a reaction.
   */
  public function what(): string {
    if ((int) $this->line->deleted > 0) {
      return 'deleted';
    }
    return (int) $this->line->changed === (int) $this->line->seq ? 'said' : '';
  }

}
