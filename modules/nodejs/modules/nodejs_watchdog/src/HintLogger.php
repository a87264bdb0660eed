<?php

declare(strict_types=1);

namespace Drupal\nodejs_watchdog;

use Drupal\Core\Logger\RfcLoggerTrait;
use Drupal\nodejs\EndOfRequest;
use Psr\Log\LoggerInterface;
use Symfony\Component\DependencyInjection\Attribute\AutowireServiceClosure;

/**
 * Notices that something was logged, and has it told once the request is over.
 *
 * Nothing of a line leaves this process: who may read the log fetches it. What
 * real-time logs of itself counts for nothing here, and a request tells at most
 * once, so that no failure to tell can bring about another.
 */
final class HintLogger implements LoggerInterface {

  use RfcLoggerTrait;

  /**
   * The channel in which the Node.js integration logs.
   */
  private const OWN = 'nodejs';

  /**
   * Seconds after which a command that goes on and on tells again.
   */
  private const LONG = 2.0;

  /**
   * Since when there is something to tell; 0: there is nothing.
   */
  private float $since = 0.0;

  /**
   * Whether the end of the request will have it told.
   */
  private bool $isAwaited = FALSE;

  /**
   * Whether a hint is on its way right now.
   */
  private bool $telling = FALSE;

  /**
   * Wires it.
   *
   * @param \Closure(): \Drupal\nodejs_watchdog\Hints $hints
   *   Tells.
   * @param \Closure(): \Drupal\nodejs\EndOfRequest $endOfRequest
   *   Says when the log's rows are committed.
   */
  public function __construct(
    #[AutowireServiceClosure(Hints::class)]
    private readonly \Closure $hints,
    #[AutowireServiceClosure(EndOfRequest::class)]
    private readonly \Closure $endOfRequest,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function log($level, string|\Stringable $message, array $context = []): void {
    if ($this->telling || ($context['channel'] ?? '') === self::OWN) {
      return;
    }
    $this->since = $this->since ?: microtime(TRUE);
    if (!$this->isAwaited) {
      $this->isAwaited = TRUE;
      ($this->endOfRequest)()->add($this->tell(...));
    }
    elseif (PHP_SAPI === 'cli' && microtime(TRUE) - $this->since >= self::LONG) {
      $this->tell();
    }
  }

  /**
   * Tells who reads the log, if there is something.
   */
  private function tell(): void {
    if ($this->since === 0.0) {
      return;
    }
    $this->since = 0.0;
    $this->telling = TRUE;
    try {
      ($this->hints)()->give();
    }
    finally {
      $this->telling = FALSE;
    }
  }

}
