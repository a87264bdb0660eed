<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\Lock\LockBackendInterface;
use Drupal\nodejs\Core\SiteLock;

/**
 * The lock of the outbox among the site's locks.
 */
final class OutboxLock implements SiteLock {

  private const NAME = 'nodejs_outbox';

  /**
   * Seconds after which a process that was killed loses it.
   */
  private const LIFE = 30.0;

  public function __construct(
    private readonly LockBackendInterface $lock,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function acquire(): bool {
    return $this->lock->acquire(self::NAME, self::LIFE);
  }

  /**
   * {@inheritdoc}
   */
  public function release(): void {
    $this->lock->release(self::NAME);
  }

}
