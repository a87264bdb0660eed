<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Symfony\Component\DependencyInjection\Attribute\AutowireServiceClosure;

/**
 * Writes down what keeps real-time from working.
 */
final class FailureLog {

  /**
   * Whether a line is being written: a live log publishes its own lines.
   */
  private bool $writing = FALSE;

  /**
   * Wires it.
   *
   * @param \Closure(): \Psr\Log\LoggerInterface $logger
   *   Gives the log, whose making would cost each page that publishes.
   */
  public function __construct(
    #[AutowireServiceClosure('logger.channel.nodejs')]
    private readonly \Closure $logger,
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
      ($this->logger)()->warning('Real-time: @message', ['@message' => $failure->getMessage()]);
    }
    finally {
      $this->writing = FALSE;
    }
  }

}
