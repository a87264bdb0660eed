<?php

declare(strict_types=1);

namespace Drupal\nodejs_eca\Plugin\ECA\Event;

use Drupal\eca\Plugin\ECA\Event\EventDeriverBase;

/**
 * Gives ECA the events of NodejsEvent.
 */
final class NodejsEventDeriver extends EventDeriverBase {

  /**
   * {@inheritdoc}
   */
  protected function definitions(): array {
    return NodejsEvent::definitions();
  }

}
