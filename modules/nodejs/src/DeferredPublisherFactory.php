<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\nodejs\Core\CommitGate;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Outbox;

/**
 * Ties the deferred publisher to Drupal's database, log and end of request.
 */
final class DeferredPublisherFactory {

  public function __construct(
    private readonly FailureLog $log,
    private readonly CommitGate $gate,
    private readonly Outbox $outbox,
    private readonly EndOfRequest $endOfRequest,
  ) {}

  /**
   * The publisher that sends after commit and after the response.
   */
  public function create(): DeferredPublisher {
    $publisher = new DeferredPublisher($this->outbox, $this->log->report(...), $this->gate, PHP_SAPI !== 'cli');
    $this->endOfRequest->add($publisher->end(...));
    return $publisher;
  }

}
