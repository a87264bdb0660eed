<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs\Core;

use Drupal\nodejs\Core\Breaker;
use Drupal\nodejs\Core\SiteLock;

/**
 * A breaker and a lock of one process.
 */
final class MemoryBreaker implements Breaker, SiteLock {

  public ?string $reason = NULL;

  public bool $locked = FALSE;

  /**
   * {@inheritdoc}
   */
  public function isOpen(): bool {
    return $this->reason !== NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function open(string $reason): bool {
    $news = $this->reason === NULL;
    $this->reason ??= $reason;
    return $news;
  }

  /**
   * {@inheritdoc}
   */
  public function close(): void {
    $this->reason = NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function acquire(): bool {
    $free = !$this->locked;
    $this->locked = TRUE;
    return $free;
  }

  /**
   * {@inheritdoc}
   */
  public function release(): void {
    $this->locked = FALSE;
  }

}
