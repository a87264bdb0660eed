<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Database\Connection;

/**
 * Lines that somebody wants a moderator to look at.
 */
final class Flags {

  public function __construct(
    private readonly Connection $database,
  ) {}

  /**
   * What waits, the oldest first: with the line and its room.
   *
   * @return list<\stdClass>
   *   Rows of chatroom_flag with body, author, author_uid, seq, room and title.
   */
  public function waiting(int $limit = 100): array {
    $query = $this->database->select('chatroom_flag', 'flag')->fields('flag');
    $query->join('chatroom_message', 'message', '[message].[mid] = [flag].[mid]');
    $query->join('chatroom_room', 'room', '[room].[rid] = [flag].[rid]');
    $query->addField('message', 'body');
    $query->addField('message', 'seq');
    $query->addField('message', 'name', 'author');
    $query->addField('message', 'uid', 'author_uid');
    $query->addField('room', 'name', 'room');
    $query->addField('room', 'title');
    return array_values($query->condition('flag.verdict', '')->orderBy('flag.fid')->range(0, $limit)->execute()?->fetchAll() ?? []);
  }

  /**
   * Judges all reports of a line.
   *
   * @param int $mid
   *   The line.
   * @param string $verdict
   *   "upheld" or "dismissed".
   * @param int $by
   *   Who judges.
   */
  public function judge(int $mid, string $verdict, int $by): void {
    $this->database->update('chatroom_flag')
      ->fields(['verdict' => $verdict, 'judged' => (int) (microtime(TRUE) * 1000), 'judged_by' => $by])
      ->condition('mid', $mid)
      ->condition('verdict', '')
      ->execute();
  }

}
