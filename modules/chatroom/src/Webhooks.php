<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Database\Connection;
use Drupal\nodejs\Core\Base64Url;

/**
 * Addresses at which other programs write into rooms.
 *
 * Who knows the address may write; of its secret only a hash is kept.
 */
final class Webhooks {

  public function __construct(
    private readonly Connection $database,
    private readonly Rooms $rooms,
  ) {}

  /**
   * Makes a webhook and gives its secret, which is never seen again.
   */
  public function create(Room $room, string $name, int $uid): string {
    $secret = Base64Url::encode(random_bytes(32));
    $this->database->insert('chatroom_hook')->fields([
      'rid' => $room->rid,
      'name' => mb_substr($name, 0, 60),
      'secret' => hash('sha256', $secret),
      'uid' => $uid,
      'created' => (int) (microtime(TRUE) * 1000),
    ])->execute();
    return $secret;
  }

  /**
   * The webhook with this secret, its room beside.
   *
   * @return object{room: \Drupal\chatroom\Room, name: string}|null
   *   The room, and as whom its lines stand.
   */
  public function find(string $secret): ?object {
    $row = $this->database->select('chatroom_hook', 'hook')->fields('hook')->condition('secret', hash('sha256', $secret))->execute()?->fetchObject();
    $room = $row instanceof \stdClass ? $this->rooms->loadById((int) $row->rid) : NULL;
    return $room === NULL ? NULL : (object) ['room' => $room, 'name' => $row->name];
  }

  /**
   * The webhooks of a room.
   *
   * @return list<\stdClass>
   *   Rows of chatroom_hook.
   */
  public function of(Room $room): array {
    return array_values($this->database->select('chatroom_hook', 'hook')->fields('hook')->condition('rid', $room->rid)->orderBy('hid')->execute()?->fetchAll() ?? []);
  }

  /**
   * Ends a webhook.
   */
  public function delete(Room $room, int $hid): void {
    $this->database->delete('chatroom_hook')->condition('rid', $room->rid)->condition('hid', $hid)->execute();
  }

}
