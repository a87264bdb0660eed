<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\nodejs\Core\Breaker;
use Drupal\nodejs\Core\Delivery;
use Drupal\nodejs\Core\OutboxStore;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Core\SiteLock;

/**
 * Ties the outbox's delivery to Drupal's lock and log.
 */
final class DeliveryFactory {

  public function __construct(
    private readonly OutboxStore $store,
    private readonly ServerApi $api,
    private readonly Breaker $breaker,
    private readonly SiteLock $lock,
    private readonly FailureLog $log,
  ) {}

  /**
   * The delivery of this site.
   */
  public function create(): Delivery {
    return new Delivery($this->store, $this->api, $this->breaker, $this->lock, $this->log->report(...));
  }

}
