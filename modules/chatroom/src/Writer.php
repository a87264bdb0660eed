<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Component\Uuid\UuidInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs\Server;

/**
 * Has the push server write lines: it alone gives them their places.
 */
final class Writer {

  public function __construct(
    private readonly Server $server,
    private readonly UuidInterface $uuid,
  ) {}

  /**
   * Writes a line of an account, by that account's own rights.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param \Drupal\Core\Session\AccountInterface $account
   *   Who writes; no visitor.
   * @param string $body
   *   Markdown.
   * @param string|null $id
   *   A UUID: the same one again is the same line.
   *
   * @return int
   *   The line's `seq`.
   *
   * @throws \Drupal\nodejs\Core\Failure
   *   When the line isn't written; a ServerRefused says why.
   */
  public function account(Room $room, AccountInterface $account, string $body, ?string $id = NULL): int {
    return $this->post($room, (string) $account->getDisplayName(), $body, $id, ['uid' => (int) $account->id()]);
  }

  /**
   * Writes a line of a program.
   *
   * @return int
   *   The line's `seq`.
   *
   * @throws \Drupal\nodejs\Core\Failure
   *   When the line isn't written; a ServerRefused says why.
   */
  public function program(Room $room, string $name, string $body, ?string $id = NULL): int {
    return $this->post($room, $name, $body, $id, []);
  }

  /**
   * Writes a line.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param string $name
   *   As whom it stands.
   * @param string $body
   *   Markdown.
   * @param string|null $id
   *   A UUID.
   * @param array{uid?: int} $author
   *   The account, if one writes.
   */
  private function post(Room $room, string $name, string $body, ?string $id, array $author): int {
    $receipt = $this->server->call('chat.post', $author + [
      'room' => $room->name,
      'client_id' => $id ?? $this->uuid->generate(),
      'name' => mb_substr($name, 0, 60),
      'body' => $body,
    ], 5.0);
    return is_array($receipt) ? (int) ($receipt['seq'] ?? 0) : 0;
  }

}
