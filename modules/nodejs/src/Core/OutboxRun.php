<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * What became of the outbox when it was emptied.
 */
final class OutboxRun {

  /**
   * Messages that the server took or refused: they don't wait any more.
   */
  public int $sent = 0;

  /**
   * Messages that nobody wants any more.
   */
  public int $expired = 0;

}
