<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Psr\Log\LoggerInterface;

/**
 * Writes down what keeps real-time from working.
 */
final class FailureLog {

  /**
   * Whether a line is being written: a live log publishes its own lines.
   */
  private bool $writing = FALSE;

  public function __construct(
    private readonly LoggerInterface $logger,
  ) {}

  /**
   * Logs a failure; a failure to publish that very line isn't logged again.
   */
  public function report(\Throwable $failure): void {
    if ($this->writing) {
      return;
    }
    $this->writing = TRUE;
    try {
      $this->logger->warning('Real-time: @message', ['@message' => $failure->getMessage()]);
    }
    finally {
      $this->writing = FALSE;
    }
  }

}
