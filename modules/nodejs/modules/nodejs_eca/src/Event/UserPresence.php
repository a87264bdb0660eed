<?php

declare(strict_types=1);

namespace Drupal\nodejs_eca\Event;

use Drupal\user\UserInterface;
use Symfony\Contracts\EventDispatcher\Event;

/**
 * A user came online or went offline.
 */
final class UserPresence extends Event {

  public const NAME = 'nodejs_eca.user_presence';

  public function __construct(
    public readonly UserInterface $user,
    public readonly bool $isOnline,
  ) {}

}
