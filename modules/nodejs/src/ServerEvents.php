<?php

declare(strict_types=1);

namespace Drupal\nodejs;

use Drupal\nodejs\Core\EventBatch;
use Drupal\nodejs\Event\ServerEvent;
use Symfony\Contracts\EventDispatcher\EventDispatcherInterface;

/**
 * Passes on what happened at the push server: to subscribers and classic hooks.
 */
final class ServerEvents {

  public function __construct(
    private readonly EventDispatcherInterface $dispatcher,
    private readonly MessageCallbacks $callbacks,
    private readonly FailureLog $log,
  ) {}

  /**
   * Handles events in order; one whose handler fails stops no other.
   *
   * @return int
   *   How many were handled without a failure.
   */
  public function handle(EventBatch $batch): int {
    $handled = 0;
    foreach ($batch->events as $index => $members) {
      $at = $members['at'] ?? NULL;
      $at = is_int($at) || is_float($at) ? (float) $at : 0.0;
      try {
        $this->dispatch(new ServerEvent((string) $members['type'], $at, $members, $batch->server, $index === 0 ? $batch->lost : 0));
        $handled++;
      }
      catch (\Throwable $failure) {
        $this->log->report($failure);
      }
    }
    return $handled;
  }

  /**
   * Handles one event.
   */
  private function dispatch(ServerEvent $event): void {
    $this->dispatcher->dispatch($event);
    $this->callbacks->answer($event->type, ['messageType' => $event->type] + $event->members);
    if ($event->type === 'offline') {
      // As the classic said it.
      $this->callbacks->answer('userOffline', ['messageType' => 'userOffline', 'uid' => $event->user()]);
    }
  }

}
