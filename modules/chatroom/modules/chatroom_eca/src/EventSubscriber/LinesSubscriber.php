<?php

declare(strict_types=1);

namespace Drupal\chatroom_eca\EventSubscriber;

use Drupal\chatroom\Event\LinesCommitted;
use Drupal\chatroom_eca\Event\LineChanged;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Contracts\EventDispatcher\EventDispatcherInterface;

/**
 * Makes ECA's events of committed lines: one for each.
 */
final class LinesSubscriber implements EventSubscriberInterface {

  public function __construct(
    private readonly EventDispatcherInterface $dispatcher,
  ) {}

  /**
   * Tells of each line.
   */
  public function onLines(LinesCommitted $event): void {
    foreach ($event->lines as $line) {
      // A model that writes by a program would answer itself for ever.
      $change = $line->kind === 'bot' ? NULL : new LineChanged($event->room, $line);
      if ($change?->name() !== NULL) {
        $this->dispatcher->dispatch($change, $change->name());
      }
    }
  }

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [LinesCommitted::class => 'onLines'];
  }

}
