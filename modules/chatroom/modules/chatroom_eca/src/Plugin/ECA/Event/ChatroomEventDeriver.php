<?php

declare(strict_types=1);

namespace Drupal\chatroom_eca\Plugin\ECA\Event;

use Drupal\eca\Plugin\ECA\Event\EventDeriverBase;

/**
 * Gives ECA the events of ChatroomEvent.
 */
final class ChatroomEventDeriver extends EventDeriverBase {

  /**
   * {@inheritdoc}
   */
  protected function definitions(): array {
    return ChatroomEvent::definitions();
  }

}
