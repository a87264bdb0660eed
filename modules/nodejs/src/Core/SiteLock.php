<?php

declare(strict_types=1);

namespace Drupal\nodejs\Core;

/**
 * Lets one process of the site at a time empty the outbox.
 */
interface SiteLock {

  /**
   * Takes the lock, or gives FALSE at once.
   *
   * @phpstan-impure
   */
  public function acquire(): bool;

  /**
   * Gives it back.
   */
  public function release(): void;

}
