<?php

declare(strict_types=1);

namespace Drupal\nodejs_eca\Event;

use Drupal\user\UserInterface;
use Symfony\Contracts\EventDispatcher\Event;

/**
 * A user came online or went offline.
 */
final class UserPresence extends Event {

  /**
   * Names of events: ECA wants one for each that a model can begin with.
   */
  public const ONLINE = 'nodejs_eca.user_online';
  public const OFFLINE = 'nodejs_eca.user_offline';

  public function __construct(
    public readonly UserInterface $user,
    public readonly bool $isOnline,
  ) {}

  /**
   * Which of the two it is.
   */
  public function name(): string {
    return $this->isOnline ? self::ONLINE : self::OFFLINE;
  }

}
