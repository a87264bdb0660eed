<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Cache\CacheTagsInvalidatorInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Database\Query\SelectInterface;

/**
 * What was said: reads it, and takes it away.
 *
 * New lines are the push server's to write. Whoever takes lines away counts the
 * room's changes on, as the server does, so that every page notices.
 */
final class Lines {

  private const BATCH = 200;

  public function __construct(
    private readonly Connection $database,
    private readonly Announcer $announcer,
    private readonly CacheTagsInvalidatorInterface $cacheTags,
  ) {}

  /**
   * Lines of a room, its threads included, by `seq`.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param int $from
   *   The first `seq`.
   * @param int $to
   *   The last `seq`.
   * @param int $limit
   *   Most lines.
   *
   * @return list<\stdClass>
   *   Rows of chatroom_message.
   */
  public function between(Room $room, int $from, int $to = PHP_INT_MAX, int $limit = 500): array {
    return $this->read($this->of($room)->condition('seq', $from, '>=')->condition('seq', $to, '<=')->orderBy('seq')->range(0, $limit));
  }

  /**
   * The room's newest lines, without those of threads, by `seq`.
   *
   * @return list<\stdClass>
   *   Rows of chatroom_message.
   */
  public function newest(Room $room, int $before = PHP_INT_MAX, int $limit = 50): array {
    return array_reverse($this->read($this->of($room)->condition('thread', 0)->condition('seq', $before, '<')->orderBy('seq', 'DESC')->range(0, $limit)));
  }

  /**
   * Lines that changed after the room's change `since`, by that change.
   *
   * @return list<\stdClass>
   *   Rows of chatroom_message.
   */
  public function changedAfter(Room $room, int $since, int $limit = 100): array {
    return $this->read($this->of($room)->condition('changed', $since, '>')->orderBy('changed')->orderBy('seq')->range(0, $limit));
  }

  /**
   * One line of a room.
   */
  public function load(Room $room, int $seq): ?\stdClass {
    return $this->between($room, $seq, $seq, 1)[0] ?? NULL;
  }

  /**
   * Takes the text of a line away, as a moderator does.
   */
  public function remove(Room $room, int $seq, int $by): void {
    $this->takeAway($room, [$seq], $by, FALSE);
  }

  /**
   * Takes all that an account said, and whatever else is kept of it.
   *
   * @param int $uid
   *   The account.
   * @param bool $keepsText
   *   The lines stay, as a guest's.
   */
  public function forget(int $uid, bool $keepsText): void {
    if ($uid === 0) {
      return;
    }
    $rids = $this->database->select('chatroom_message', 'message')->fields('message', ['rid'])->distinct()->condition('uid', $uid)->execute()?->fetchCol() ?? [];
    foreach ($rids as $rid) {
      $row = $this->database->select('chatroom_room', 'room')->fields('room')->condition('rid', $rid)->execute()?->fetchObject();
      if ($row === FALSE || $row === NULL) {
        continue;
      }
      $room = Room::fromRow($row);
      do {
        $seqs = $this->of($room, ['seq'])->condition('uid', $uid)->orderBy('seq')->range(0, self::BATCH)->execute()?->fetchCol() ?? [];
        $this->takeAway($room, array_map(intval(...), $seqs), 0, $keepsText, TRUE);
      } while ($seqs !== []);
    }
    // A file is its author's even where the line stays.
    foreach (['member', 'reader', 'mention', 'reaction', 'invitation', 'flag', 'sanction'] as $table) {
      $this->database->delete('chatroom_' . $table)->condition('uid', $uid)->execute();
    }
  }

  /**
   * Deletes lines for good that are older than a moment.
   *
   * @return int
   *   How many.
   */
  public function expire(Room $room, int $before, int $limit = 1000): int {
    $rows = $this->read($this->of($room)->condition('created', $before, '<')->orderBy('created')->range(0, $limit));
    if ($rows === []) {
      return 0;
    }
    $this->drop($room, $rows);
    return count($rows);
  }

  /**
   * Deletes lines for good, with what hangs on them.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param list<\stdClass> $rows
   *   The lines: `mid` and `seq`.
   */
  public function drop(Room $room, array $rows): void {
    $mids = array_map(static fn (\stdClass $row): int => (int) $row->mid, $rows);
    $seqs = array_map(static fn (\stdClass $row): int => (int) $row->seq, $rows);
    $transaction = $this->database->startTransaction();
    $this->detach($mids);
    $this->database->delete('chatroom_mention')->condition('rid', $room->rid)->condition('seq', $seqs, 'IN')->execute();
    $this->database->delete('chatroom_message')->condition('mid', $mids, 'IN')->execute();
    unset($transaction);
    $this->cacheTags->invalidateTags([Room::ANY, $room->cacheTag()]);
  }

  /**
   * Takes texts away under the room's lock, each as a change of its own.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param list<int> $seqs
   *   The lines.
   * @param int $by
   *   Who does it.
   * @param bool $keepsText
   *   Only the author goes.
   * @param bool $forgets
   *   The author goes as well.
   */
  private function takeAway(Room $room, array $seqs, int $by, bool $keepsText, bool $forgets = FALSE): void {
    if ($seqs === []) {
      return;
    }
    $transaction = $this->database->startTransaction();
    // Writing first takes the room's lock, as the push server does.
    $this->database->update('chatroom_room')->expression('head_seq', '[head_seq]')->condition('rid', $room->rid)->execute();
    $head = (int) $this->database->select('chatroom_room', 'room')->fields('room', ['head_seq'])->condition('rid', $room->rid)->execute()?->fetchField();
    $now = (int) (microtime(TRUE) * 1000);
    foreach ($this->read($this->of($room)->condition('seq', $seqs, 'IN')->orderBy('seq')) as $row) {
      $columns = ['changed' => ++$head];
      if ($forgets) {
        $columns += ['uid' => 0, 'name' => ''];
      }
      if (!$keepsText && (int) $row->deleted === 0) {
        $columns += ['body' => '', 'html' => '', 'mentions' => '', 'calls' => '', 'pinned' => 0, 'files' => 0, 'deleted' => $now, 'deleted_by' => $by];
        $this->detach([(int) $row->mid]);
        $this->database->delete('chatroom_mention')->condition('rid', $room->rid)->condition('seq', $row->seq)->execute();
        $this->countReply($room, (int) $row->thread, $head);
      }
      $this->database->update('chatroom_message')->fields($columns)->condition('mid', $row->mid)->execute();
    }
    $this->database->update('chatroom_room')->fields(['head_seq' => $head])->condition('rid', $room->rid)->execute();
    unset($transaction);
    $this->announcer->settled($room);
    $this->cacheTags->invalidateTags([Room::ANY, $room->cacheTag()]);
  }

  /**
   * A line of a thread is gone.
   */
  private function countReply(Room $room, int $thread, int $change): void {
    if ($thread > 0) {
      $this->database->update('chatroom_message')
        ->expression('replies', '[replies] - 1')
        ->fields(['changed' => $change])
        ->condition('rid', $room->rid)
        ->condition('seq', $thread)
        ->condition('replies', 0, '>')
        ->execute();
    }
  }

  /**
   * Takes from lines what hangs on them; their files are nobody's then, and cron removes them.
   *
   * @param list<int> $mids
   *   Ids of lines.
   */
  private function detach(array $mids): void {
    $this->database->delete('chatroom_reaction')->condition('mid', $mids, 'IN')->execute();
    $this->database->delete('chatroom_flag')->condition('mid', $mids, 'IN')->condition('verdict', '')->execute();
    $this->database->update('chatroom_file')->fields(['mid' => 0, 'created' => 0])->condition('mid', $mids, 'IN')->execute();
  }

  /**
   * Begins a query on a room's lines.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param list<string> $columns
   *   The columns; none stands for all of them.
   */
  private function of(Room $room, array $columns = []): SelectInterface {
    return $this->database->select('chatroom_message', 'message')->fields('message', $columns)->condition('rid', $room->rid);
  }

  /**
   * Runs a query.
   *
   * @return list<\stdClass>
   *   Rows.
   */
  private function read(SelectInterface $query): array {
    return array_values($query->execute()?->fetchAll() ?? []);
  }

}
