<?php

declare(strict_types=1);

namespace Drupal\nodejs\Event;

use Drupal\Core\Session\AccountInterface;

/**
 * Asks which channels an account may listen to.
 *
 * Dispatched under its class name when the account gets a token, so at the
 * latest every five minutes; also for anonymous visitors, of whom nothing but
 * that they are anonymous may be used.
 */
final class UserChannels {

  /**
   * Names of channels.
   *
   * @var array<string, true>
   */
  private array $channels = [];

  public function __construct(
    public readonly AccountInterface $account,
  ) {}

  /**
   * Lets the account listen to a channel.
   */
  public function add(string $channel): void {
    $this->channels[$channel] = TRUE;
  }

  /**
   * What was added.
   *
   * @return list<string>
   *   Names of channels.
   */
  public function channels(): array {
    return array_map(strval(...), array_keys($this->channels));
  }

}
