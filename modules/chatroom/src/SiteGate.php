<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\chatroom\Core\Gate;
use Drupal\chatroom\Core\Refusal;
use Drupal\chatroom\Core\Text;
use Drupal\chatroom\Event\LineOffered;
use Drupal\nodejs\FailureLog;
use Symfony\Component\EventDispatcher\EventDispatcherInterface;

/**
 * Asks the site's modules whether they take a line.
 */
final class SiteGate implements Gate {

  public function __construct(
    private readonly Rooms $rooms,
    private readonly EventDispatcherInterface $dispatcher,
    private readonly FailureLog $log,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function refusal(string $room, int $uid, Text $text, ?int $seq): ?Refusal {
    $found = $this->dispatcher->hasListeners(LineOffered::class) ? $this->rooms->load($room) : NULL;
    if ($found === NULL) {
      return NULL;
    }
    try {
      $why = $this->dispatcher->dispatch(new LineOffered($found, $uid, $text->kind, $text->body, $seq))->refusal();
      return $why === NULL ? NULL : new Refusal(Refusal::BY_SITE, $why);
    }
    catch (\Throwable $failure) {
      // What nobody could look at isn't let through; others' lines are.
      $this->log->report($failure);
      return new Refusal(Refusal::UNAVAILABLE);
    }
  }

}
