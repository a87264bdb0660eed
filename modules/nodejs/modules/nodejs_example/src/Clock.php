<?php

declare(strict_types=1);

namespace Drupal\nodejs_example;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\nodejs\Attribute\Rpc;
use Drupal\nodejs\Core\Refusal;
use Drupal\nodejs\RpcMethods;

/**
 * Tells browsers the time, if the push server's backend.rpc lists "example".
 */
final class Clock implements RpcMethods {

  public function __construct(
    private readonly AccountProxyInterface $currentUser,
    private readonly TimeInterface $time,
  ) {}

  /**
   * Answers Drupal.nodejs.rpc('example.time').
   *
   * @return array{time: int, you: string}
   *   Unix time, and who asks.
   */
  #[Rpc('example.time')]
  public function time(): array {
    if (!$this->currentUser->hasPermission('use nodejs example')) {
      throw new Refusal(403, 'Only who may use the example may know the time.');
    }
    return ['time' => $this->time->getCurrentTime(), 'you' => $this->currentUser->getDisplayName()];
  }

}
