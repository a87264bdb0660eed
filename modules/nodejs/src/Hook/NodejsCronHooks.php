<?php

declare(strict_types=1);

namespace Drupal\nodejs\Hook;

use Drupal\Core\Hook\Attribute\Hook;
use Drupal\nodejs\Core\Outbox;

/**
 * Does from time to time what the push server should have asked for.
 */
final class NodejsCronHooks {

  public function __construct(
    private readonly Outbox $outbox,
  ) {}

  /**
   * Implements hook_cron().
   */
  #[Hook('cron')]
  public function cron(): void {
    $this->outbox->probe();
  }

}
