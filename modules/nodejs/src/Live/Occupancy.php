<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\nodejs\Core\Breaker;
use Drupal\nodejs\Core\Failure;
use Drupal\nodejs\Core\ServerApi;
use Drupal\nodejs\FailureLog;

/**
 * Knows which regions somebody looks at now.
 */
final class Occupancy {

  public function __construct(
    private readonly ServerApi $api,
    private readonly Breaker $breaker,
    private readonly FailureLog $log,
  ) {}

  /**
   * Those of some regions that somebody looks at.
   *
   * @param list<string> $ids
   *   Their ids.
   *
   * @return list<string>|null
   *   Ids; NULL when the push server can't be asked.
   */
  public function among(array $ids): ?array {
    return $this->ask(['channels' => array_map(Region::channelOf(...), $ids)]);
  }

  /**
   * All regions that somebody looks at.
   *
   * @return list<string>|null
   *   Ids; NULL when the push server can't be asked.
   */
  public function all(): ?array {
    return $this->ask(['prefix' => Region::channelOf('')]);
  }

  /**
   * Asks the push server.
   *
   * @param array<string, mixed> $params
   *   Of which channels.
   *
   * @return list<string>|null
   *   Ids of regions.
   */
  private function ask(array $params): ?array {
    if ($this->breaker->isOpen()) {
      return NULL;
    }
    try {
      $channels = array_filter((array) ($this->api->call('occupancy', $params)['channels'] ?? []), is_string(...));
    }
    catch (Failure $failure) {
      $this->log->report($failure);
      return NULL;
    }
    $start = strlen(Region::channelOf(''));
    return array_values(array_map(static fn (string $channel): string => substr($channel, $start), $channels));
  }

}
