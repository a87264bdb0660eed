<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Component\Utility\Html;
use Drupal\Core\Database\Connection;

/**
 * Takes in what was said in another chat, before this one: each line once, in the order in which it is handed in.
 */
final class Import {

  public function __construct(
    private readonly Connection $database,
    private readonly KnownAccounts $accounts,
    private readonly Lines $lines,
    private readonly Rooms $rooms,
  ) {}

  /**
   * Takes in a line.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param string $key
   *   What tells it apart there; the same one is the same line.
   * @param int $uid
   *   Its author, 0 for a guest; one without an account here is a guest.
   * @param string $name
   *   As whom it stood.
   * @param string $text
   *   What it said, plain.
   * @param int $created
   *   When, in milliseconds since 1970.
   *
   * @return int
   *   Its `mid`.
   */
  public function line(Room $room, string $key, int $uid, string $name, string $text, int $created): int {
    $id = self::uuid($key);
    $transaction = $this->database->startTransaction();
    // Writing first takes the room's lock, as the push server does.
    $this->database->update('chatroom_room')->expression('head_seq', '[head_seq]')->condition('rid', $room->rid)->execute();
    // Its author may be gone since it came: forgotten lines don't come anew.
    $known = $this->database->select('chatroom_message', 'message')->fields('message', ['mid'])->condition('client_id', $id)->execute()?->fetchField();
    if ($known) {
      return (int) $known;
    }
    $seq = 1 + (int) $this->database->select('chatroom_room', 'room')->fields('room', ['head_seq'])->condition('rid', $room->rid)->execute()?->fetchField();
    $mid = $this->database->insert('chatroom_message')->fields([
      'rid' => $room->rid,
      'seq' => $seq,
      'changed' => $seq,
      'uid' => $this->accounts->has($uid) ? $uid : 0,
      'client_id' => $id,
      'name' => mb_substr($name, 0, 60),
      'body' => $text,
      'html' => self::markup($text),
      'created' => $created,
    ])->execute();
    // Nobody is told of what is long past, unless a live line before it still waits to be told of.
    $this->database->update('chatroom_room')->fields(['told_seq' => $seq])->condition('rid', $room->rid)->where('[told_seq] = [head_seq]')->execute();
    $this->database->update('chatroom_room')->fields(['head_seq' => $seq])->condition('rid', $room->rid)->execute();
    unset($transaction);
    return (int) $mid;
  }

  /**
   * Takes a line out again, with what came to hang on it.
   *
   * @return \Drupal\chatroom\Room|null
   *   The room it was in; NULL when it was gone already.
   */
  public function remove(int $mid): ?Room {
    $row = $this->database->select('chatroom_message', 'message')->fields('message', ['mid', 'rid', 'seq'])->condition('mid', $mid)->execute()?->fetchObject();
    $room = is_object($row) ? $this->rooms->loadById((int) $row->rid) : NULL;
    if ($room !== NULL) {
      $this->lines->drop($room, [$row]);
    }
    return $room;
  }

  /**
   * A UUID that a key always has.
   */
  private static function uuid(string $key): string {
    $hex = substr(hash('sha256', 'chatroom-import:' . $key), 0, 32);
    // Version 8: made as somebody likes.
    $hex[12] = '8';
    $hex[16] = dechex(8 + (hexdec($hex[16]) & 3));
    return preg_replace('/^(.{8})(.{4})(.{4})(.{4})(.{12})$/', '$1-$2-$3-$4-$5', $hex) ?? '';
  }

  /**
   * A plain text as the push server's renderer would have it.
   */
  private static function markup(string $text): string {
    $paragraphs = preg_split('/\n{2,}/', trim($text)) ?: [];
    return implode("\n", array_map(static fn (string $one): string => '<p>' . str_replace("\n", "<br>\n", Html::escape($one)) . '</p>', $paragraphs));
  }

}
