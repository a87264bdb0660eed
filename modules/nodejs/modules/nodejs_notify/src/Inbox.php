<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Cache\CacheTagsInvalidatorInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Database\Query\SelectInterface;

/**
 * Keeps each user's notices. Every question names whose they are.
 */
final class Inbox {

  private const TABLE = 'nodejs_notify_notice';

  /**
   * Notices that a user keeps at most; the oldest go.
   */
  public const LIMIT = 500;

  public function __construct(
    private readonly Connection $connection,
    private readonly TimeInterface $time,
    private readonly CacheTagsInvalidatorInterface $tags,
  ) {}

  /**
   * The cache tag of what shows a user's notices.
   */
  public static function tag(int $uid): string {
    return 'nodejs_notify:' . $uid;
  }

  /**
   * Puts a notice into a user's inbox.
   *
   * @return \Drupal\nodejs_notify\StoredNotice|null
   *   What was kept; NULL when the user was told already.
   */
  public function add(int $uid, Notice $notice): ?StoredNotice {
    if ($notice->source !== NULL && $this->known($uid, $notice)) {
      return NULL;
    }
    $id = $this->connection->insert(self::TABLE)->fields([
      'uid' => $uid,
      'subject' => $notice->subject,
      'body' => $notice->body,
      'format' => $notice->format,
      'severity' => $notice->severity->value,
      'category' => $notice->category,
      'link' => $notice->link,
      'entity_type' => $notice->entity[0] ?? NULL,
      'entity_id' => $notice->entity[1] ?? NULL,
      'source' => $notice->source,
      'created' => $this->time->getCurrentTime(),
    ])->execute();
    $this->changed($uid);
    return $this->load($uid, (int) $id);
  }

  /**
   * A user's notice; NULL when there is none of that number, or it isn't theirs.
   */
  public function load(int $uid, int $id): ?StoredNotice {
    $row = $this->of($uid)->fields('n')->condition('id', $id)->execute()?->fetchObject();
    return $row instanceof \stdClass ? StoredNotice::fromRow($row) : NULL;
  }

  /**
   * A user's notices, the newest first.
   *
   * @return list<\Drupal\nodejs_notify\StoredNotice>
   *   At most so many.
   */
  public function latest(int $uid, int $limit, int $offset = 0): array {
    $rows = $this->of($uid)->fields('n')->orderBy('id', 'DESC')->range($offset, $limit)->execute()?->fetchAll() ?? [];
    return array_map(StoredNotice::fromRow(...), $rows);
  }

  /**
   * How many notices a user has.
   */
  public function count(int $uid): int {
    return (int) $this->of($uid)->countQuery()->execute()?->fetchField();
  }

  /**
   * How many of them are unread.
   */
  public function unread(int $uid): int {
    return (int) $this->of($uid)->isNull('seen')->countQuery()->execute()?->fetchField();
  }

  /**
   * Marks notices as read.
   *
   * @param int $uid
   *   Whose they are.
   * @param list<int>|null $ids
   *   Which; NULL: all.
   *
   * @return list<int>
   *   Those that weren't before.
   */
  public function markRead(int $uid, ?array $ids = NULL): array {
    $unread = $this->of($uid)->fields('n', ['id'])->isNull('seen');
    if ($ids !== NULL) {
      $unread->condition('id', [...$ids, 0], 'IN');
    }
    $found = array_map(intval(...), $unread->execute()?->fetchCol() ?? []);
    foreach (array_chunk($found, 100) as $chunk) {
      $this->connection->update(self::TABLE)->fields(['seen' => $this->time->getCurrentTime()])->condition('uid', $uid)->condition('id', $chunk, 'IN')->execute();
    }
    if ($found !== []) {
      $this->changed($uid);
    }
    return $found;
  }

  /**
   * Removes a user's notices.
   *
   * @param int $uid
   *   Whose they are.
   * @param list<int>|null $ids
   *   Which; NULL: all.
   */
  public function remove(int $uid, ?array $ids = NULL): void {
    $delete = $this->connection->delete(self::TABLE)->condition('uid', $uid);
    if ($ids !== NULL) {
      $delete->condition('id', [...$ids, 0], 'IN');
    }
    $delete->execute();
    $this->changed($uid);
  }

  /**
   * Removes what is old, and what is more than a user keeps.
   */
  public function prune(int $before): void {
    $this->connection->delete(self::TABLE)->condition('created', $before, '<')->execute();
    $crowded = $this->connection->select(self::TABLE, 'n')->fields('n', ['uid'])->groupBy('uid')->having('COUNT(*) > :limit', [':limit' => self::LIMIT]);
    foreach ($crowded->execute()?->fetchCol() ?? [] as $uid) {
      $last = $this->of((int) $uid)->fields('n', ['id'])->orderBy('id', 'DESC')->range(self::LIMIT, 1)->execute()?->fetchField();
      $this->connection->delete(self::TABLE)->condition('uid', $uid)->condition('id', $last, '<=')->execute();
      $this->changed((int) $uid);
    }
  }

  /**
   * Whether the user was told already; makes room for a notice that renews.
   */
  private function known(int $uid, Notice $notice): bool {
    $same = $this->of($uid)->fields('n', ['id'])->condition('source', $notice->source);
    if (!$notice->renews) {
      return $same->range(0, 1)->execute()?->fetchField() !== FALSE;
    }
    $this->connection->delete(self::TABLE)->condition('uid', $uid)->condition('source', $notice->source)->isNull('seen')->execute();
    return FALSE;
  }

  /**
   * A question about a user's notices.
   */
  private function of(int $uid): SelectInterface {
    return $this->connection->select(self::TABLE, 'n')->condition('n.uid', $uid);
  }

  /**
   * What shows the user's notices is out of date.
   */
  private function changed(int $uid): void {
    $this->tags->invalidateTags([self::tag($uid)]);
  }

}
