<?php

declare(strict_types=1);

namespace Drupal\nodejs\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\nodejs\Core\Breaker;
use Drupal\nodejs\Core\Outbox;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\Live\Occupancy;
use Drupal\nodejs\Live\RegionTable;
use Drupal\nodejs\Revocations;
use Drupal\nodejs\RevocationTable;

/**
 * Does from time to time what the push server should have asked for.
 */
final class NodejsCronHooks {

  /**
   * Most requests with revocations that one run makes.
   */
  private const REQUESTS = 10;

  public function __construct(
    private readonly Outbox $outbox,
    private readonly Breaker $breaker,
    private readonly ServerApi $api,
    private readonly Revocations $revocations,
    private readonly RevocationTable $table,
    private readonly RegionTable $regions,
    private readonly Occupancy $occupancy,
  ) {}

  /**
   * Implements hook_cron().
   */
  #[Hook('cron')]
  public function cron(): void {
    $this->outbox->probe();
    if (!$this->breaker->isOpen()) {
      $this->revocations->deliver($this->api, self::REQUESTS);
    }
    $this->table->prune((int) (microtime(TRUE) * 1000));
    $this->regions->prune($this->occupancy);
  }

}
