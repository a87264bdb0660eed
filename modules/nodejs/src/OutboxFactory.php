<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\nodejs\Core\Breaker;
use Drupal\nodejs\Core\Outbox;
use Drupal\nodejs\Core\OutboxStore;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\SiteLock;

/**
 * Ties the outbox to Drupal's database, lock and log.
 */
final class OutboxFactory {

  public function __construct(
    private readonly OutboxStore $store,
    private readonly ServerApi $api,
    private readonly Breaker $breaker,
    private readonly SiteLock $lock,
    private readonly FailureLog $log,
  ) {}

  /**
   * The outbox of this site.
   */
  public function create(): Outbox {
    return new Outbox($this->store, $this->api, $this->breaker, $this->lock, $this->log->report(...));
  }

}
