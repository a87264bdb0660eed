<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\Core\KeyValueStore\KeyValueFactoryInterface;
use Drupal\nodejs\Core\Breaker;

/**
 * Keeps the breaker where every process of the site reads it, without a cache.
 */
final class KeyValueBreaker implements Breaker {

  public function __construct(
    private readonly KeyValueFactoryInterface $keyValue,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function isOpen(): bool {
    return $this->outage() !== NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function open(string $reason): bool {
    return $this->keyValue->get('nodejs')->setIfNotExists('outage', ['since' => time(), 'reason' => $reason]);
  }

  /**
   * {@inheritdoc}
   */
  public function close(): void {
    $this->keyValue->get('nodejs')->delete('outage');
  }

  /**
   * Since when and why the server is away.
   *
   * @return array{since: int, reason: string}|null
   *   NULL when it isn't.
   */
  public function outage(): ?array {
    return $this->keyValue->get('nodejs')->get('outage');
  }

}
