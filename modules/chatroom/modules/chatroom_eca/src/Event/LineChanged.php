<?php

declare(strict_types=1);

namespace Drupal\chatroom_eca\Event;

use Drupal\chatroom\Room;
use Symfony\Contracts\EventDispatcher\Event;

/**
 * One line of a room came or was deleted.
 */
final class LineChanged extends Event {

  /**
   * Names of events: ECA wants one for each that a model can begin with.
   */
  public const SAID = 'chatroom_eca.line_said';
  public const DELETED = 'chatroom_eca.line_deleted';

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
   * What became of it; NULL for all else that changes a line, such as a reaction.
   */
  public function name(): ?string {
    if ((int) $this->line->deleted > 0) {
      return self::DELETED;
    }
    return (int) $this->line->changed === (int) $this->line->seq ? self::SAID : NULL;
  }

}
