<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Database\Connection;

/**
 * What moderators imposed on accounts; lifted ones stay as the log.
 */
final class Sanctions {

  public function __construct(
    private readonly Connection $database,
    private readonly Announcer $announcer,
  ) {}

  /**
   * Holds an account back.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param int $uid
   *   The account.
   * @param string $kind
   *   "mute": it reads on; "ban": it sees nothing.
   * @param int $seconds
   *   For how long; 0 for good.
   * @param string $reason
   *   What it is told.
   * @param int $by
   *   The moderator.
   */
  public function impose(Room $room, int $uid, string $kind, int $seconds, string $reason, int $by): void {
    $this->end($room, $uid, $kind, $by);
    $now = (int) (microtime(TRUE) * 1000);
    $until = $seconds === 0 ? 0 : $now + $seconds * 1000;
    $reason = mb_substr($reason, 0, 255);
    $this->database->insert('chatroom_sanction')->fields([
      'rid' => $room->rid,
      'uid' => $uid,
      'kind' => $kind,
      'until' => $until,
      'reason' => $reason,
      'imposed_by' => $by,
      'created' => $now,
    ])->execute();
    $this->announcer->sanctioned($uid, $room, $kind, $until, $reason);
  }

  /**
   * Lets an account go.
   */
  public function lift(Room $room, int $uid, string $kind, int $by): void {
    if ($this->end($room, $uid, $kind, $by)) {
      $this->announcer->lifted($uid, $room, $kind);
    }
  }

  /**
   * A room's log, the newest first.
   *
   * @return list<\stdClass>
   *   Rows of chatroom_sanction.
   */
  public function log(Room $room, int $limit = 200): array {
    return array_values($this->database->select('chatroom_sanction', 'sanction')->fields('sanction')->condition('rid', $room->rid)->orderBy('sid', 'DESC')->range(0, $limit)->execute()?->fetchAll() ?? []);
  }

  /**
   * Whether a row of the log holds now.
   */
  public static function holds(\stdClass $row): bool {
    return (int) $row->lifted === 0 && ((int) $row->until === 0 || (int) $row->until > microtime(TRUE) * 1000);
  }

  /**
   * Ends what holds.
   */
  private function end(Room $room, int $uid, string $kind, int $by): bool {
    return (int) $this->database->update('chatroom_sanction')
      ->fields(['lifted' => (int) (microtime(TRUE) * 1000), 'lifted_by' => $by])
      ->condition('rid', $room->rid)
      ->condition('uid', $uid)
      ->condition('kind', $kind)
      ->condition('lifted', 0)
      ->execute() > 0;
  }

}
