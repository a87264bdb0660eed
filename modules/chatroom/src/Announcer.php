<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\Core\Revocation;
use Drupal\nodejs\Revocations;

/**
 * Lets open pages see at once what Drupal changed.
 *
 * Nothing here is the truth: the push server reads it from the tables with each
 * command. A closed room is told of as a revocation, which is kept until the
 * server knows it.
 */
final class Announcer {

  public function __construct(
    private readonly DeferredPublisher $publisher,
    private readonly Revocations $revocations,
  ) {}

  /**
   * A room was opened to an account, or it has another role there.
   */
  public function changedFor(int $uid, Room $room): void {
    $this->publisher->publish(new Publication('chat:@' . $uid, ['type' => 'rooms', 'room' => $room->name], durable: FALSE));
  }

  /**
   * A room is closed for an account.
   */
  public function closedFor(int $uid, Room $room): void {
    $this->revocations->add(Revocation::refresh((string) $uid, $room->channel()));
    $this->changedFor($uid, $room);
  }

  /**
   * Who may be in the room changed: everybody there is asked anew.
   */
  public function closedForAll(Room $room): void {
    $this->revocations->add(Revocation::refresh(Revocation::EVERYBODY, $room->channel()));
  }

  /**
   * The room is settled otherwise, or its lines changed by other hands.
   */
  public function settled(Room $room): void {
    $this->publisher->publish(new Publication($room->channel(), [
      'type' => 'settled',
      'title' => $room->title,
      'status' => $room->status,
      'slow' => $room->slow,
    ], durable: FALSE));
  }

  /**
   * Content changed, of which pages may show a preview.
   *
   * @param string|null $key
   *   What previews of it are called, which tells strangers nothing; NULL for
   *   all.
   */
  public function contentChanged(?string $key): void {
    $this->publisher->publish(new Publication('chat:@content', ['type' => 'content'] + ($key === NULL ? [] : ['key' => $key]), durable: FALSE));
  }

  /**
   * A moderator holds an account back.
   */
  public function sanctioned(int $uid, Room $room, string $kind, int $until, string $reason): void {
    if ($kind === 'ban') {
      $this->revocations->add(Revocation::refresh((string) $uid, $room->channel()));
    }
    $this->publisher->publish(new Publication('chat:@' . $uid, [
      'type' => 'sanction',
      'room' => $room->name,
      'kind' => $kind,
      'until' => $until,
      'reason' => $reason,
    ], durable: FALSE));
  }

  /**
   * A moderator lets an account go.
   */
  public function lifted(int $uid, Room $room, string $kind): void {
    $this->publisher->publish(new Publication('chat:@' . $uid, ['type' => 'lifted', 'room' => $room->name, 'kind' => $kind], durable: FALSE));
  }

}
