<?php

declare(strict_types=1);

namespace Drupal\nodejs\Event;

use Symfony\Contracts\EventDispatcher\Event;

/**
 * Something happened at the push server.
 *
 * Subscribe to this class's name. The server tells what `backend.events` names:
 * connect, disconnect, online, offline, subscribe, unsubscribe, occupied,
 * vacated. It is told soon after, not at once, and not while Drupal is away.
 */
final class ServerEvent extends Event {

  /**
   * Describes the event.
   *
   * @param string $type
   *   What happened, e.g. "online".
   * @param float $at
   *   Unix time at which it did; 0 when the server didn't say.
   * @param array<string, mixed> $members
   *   All that the server said of it.
   * @param string $server
   *   Names the server's process. With another one everything begins anew:
   *   nobody is online, no channel is occupied.
   * @param int $lost
   *   How many events were forgotten just before this one.
   */
  public function __construct(
    public readonly string $type,
    public readonly float $at,
    public readonly array $members,
    public readonly string $server = '',
    public readonly int $lost = 0,
  ) {}

  /**
   * The user it is about: an id, "" for an anonymous one; NULL: about none.
   */
  public function user(): ?string {
    return $this->text('user');
  }

  /**
   * The connection it is about.
   */
  public function client(): ?string {
    return $this->text('client');
  }

  /**
   * The channel it is about.
   */
  public function channel(): ?string {
    return $this->text('channel');
  }

  /**
   * A member that is text.
   */
  private function text(string $name): ?string {
    $member = $this->members[$name] ?? NULL;
    return is_string($member) ? $member : NULL;
  }

}
