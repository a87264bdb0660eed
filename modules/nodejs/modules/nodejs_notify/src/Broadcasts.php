<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\nodejs\Core\Message;
use Drupal\nodejs\PromptQueue;

/**
 * Announcements: one publication a channel at once, then inbox by inbox.
 */
final class Broadcasts {

  private const TABLE = 'nodejs_notify_broadcast';

  /**
   * Inboxes that one item of the queue fills.
   */
  private const CHUNK = 100;

  public const QUEUE = 'nodejs_notify_broadcast';

  public function __construct(
    private readonly Connection $connection,
    private readonly TimeInterface $time,
    private readonly Notifier $notifier,
    private readonly PromptQueue $queue,
    private readonly EntityTypeManagerInterface $entityTypeManager,
  ) {}

  /**
   * Whether somebody may announce into a channel by its name.
   *
   * A user's or a session's own channel is no channel for announcements.
   */
  public static function isChannel(string $channel): bool {
    return preg_match('/^[A-Za-z0-9_.:-]{1,128}$/D', $channel) === 1
      && preg_match('/^(user|session|content|view|entity|presence|chat):/', Message::rename($channel)) !== 1;
  }

  /**
   * Has an announcement made at a time; at once when that is past.
   *
   * @param \Drupal\nodejs_notify\Notice $notice
   *   What is told.
   * @param string $audience
   *   "everyone", "roles", "users" or "channel".
   * @param list<string> $targets
   *   Ids of roles or users, or the channel.
   * @param int $sendAt
   *   Unix time.
   * @param int $uid
   *   Who announces.
   *
   * @return int
   *   The announcement's number.
   */
  public function schedule(Notice $notice, string $audience, array $targets, int $sendAt, int $uid): int {
    $id = (int) $this->connection->insert(self::TABLE)->fields([
      'uid' => $uid,
      'subject' => $notice->subject,
      'body' => $notice->body,
      'format' => $notice->format,
      'severity' => $notice->severity->value,
      'link' => $notice->link,
      'audience' => $audience,
      'targets' => json_encode($targets, JSON_THROW_ON_ERROR),
      'send_at' => $sendAt,
      'state' => Broadcast::WAITING,
      'told' => 0,
    ])->execute();
    if ($sendAt <= $this->time->getCurrentTime()) {
      $this->send($id);
    }
    return $id;
  }

  /**
   * Makes the announcements whose time has come.
   */
  public function sendDue(): void {
    $due = $this->connection->select(self::TABLE, 'b')->fields('b', ['id'])->condition('state', Broadcast::WAITING)->condition('send_at', $this->time->getCurrentTime(), '<=')->orderBy('send_at')->execute();
    foreach ($due?->fetchCol() ?? [] as $id) {
      $this->send((int) $id);
    }
  }

  /**
   * An announcement; NULL: there is none of that number.
   */
  public function load(int $id): ?Broadcast {
    $row = $this->connection->select(self::TABLE, 'b')->fields('b')->condition('id', $id)->execute()?->fetchObject();
    return $row instanceof \stdClass ? Broadcast::fromRow($row) : NULL;
  }

  /**
   * The last announcements and those to come.
   *
   * @return list<\Drupal\nodejs_notify\Broadcast>
   *   Those to come first.
   */
  public function latest(int $limit = 20): array {
    $rows = $this->connection->select(self::TABLE, 'b')->fields('b')->orderBy('send_at', 'DESC')->orderBy('id', 'DESC')->range(0, $limit)->execute()?->fetchAll() ?? [];
    return array_map(Broadcast::fromRow(...), $rows);
  }

  /**
   * Cancels an announcement that wasn't made yet; FALSE: it was.
   */
  public function cancel(int $id): bool {
    return $this->connection->delete(self::TABLE)->condition('id', $id)->condition('state', Broadcast::WAITING)->execute() > 0;
  }

  /**
   * Forgets announcements that were made before.
   */
  public function prune(int $before): void {
    $this->connection->delete(self::TABLE)->condition('state', Broadcast::SENT)->condition('send_at', $before, '<')->execute();
  }

  /**
   * Fills the inboxes that come after a user's.
   *
   * Nobody gets it twice, however often it is tried.
   */
  public function fanOut(int $id, int $after): void {
    $broadcast = $this->load($id);
    if ($broadcast === NULL) {
      return;
    }
    $uids = $this->recipients($broadcast, $after);
    $told = 0;
    foreach ($uids as $uid) {
      $stored = $this->notifier->keep($uid, $broadcast->notice);
      if ($stored !== NULL) {
        $told++;
        // To users it wasn't shown yet; to others it only tells the count.
        $this->notifier->publish($stored, $broadcast->audience === 'users');
      }
    }
    $this->connection->update(self::TABLE)->condition('id', $id)->expression('told', 'told + :told', [':told' => $told])->execute();
    count($uids) === self::CHUNK
      ? $this->queue->add(self::QUEUE, ['id' => $id, 'after' => (int) end($uids)])
      : $this->connection->update(self::TABLE)->fields(['state' => Broadcast::SENT])->condition('id', $id)->execute();
  }

  /**
   * Makes an announcement, if nobody else does.
   */
  private function send(int $id): void {
    $isMine = $this->connection->update(self::TABLE)->fields(['state' => Broadcast::SENDING])->condition('id', $id)->condition('state', Broadcast::WAITING)->execute() > 0;
    $broadcast = $isMine ? $this->load($id) : NULL;
    if ($broadcast === NULL) {
      return;
    }
    foreach ($this->channels($broadcast) as $channel) {
      $this->notifier->show($channel, $broadcast->notice, Broadcast::source($id));
    }
    $broadcast->audience === 'channel'
      ? $this->connection->update(self::TABLE)->fields(['state' => Broadcast::SENT])->condition('id', $id)->execute()
      : $this->queue->add(self::QUEUE, ['id' => $id, 'after' => 0]);
  }

  /**
   * The channels in which an announcement is shown at once.
   *
   * @return list<string>
   *   Names.
   */
  private function channels(Broadcast $broadcast): array {
    return match ($broadcast->audience) {
      'everyone' => [Message::BROADCAST],
      'roles' => array_map(static fn (string $role): string => 'role:' . $role, $broadcast->targets),
      'channel' => array_map(Message::rename(...), $broadcast->targets),
      default => [],
    };
  }

  /**
   * The next users whose inboxes get an announcement.
   *
   * @return list<int>
   *   Active users, in the order of their numbers.
   */
  private function recipients(Broadcast $broadcast, int $after): array {
    $query = $this->entityTypeManager->getStorage('user')->getQuery()->accessCheck(FALSE)
      ->condition('status', 1)->condition('uid', $after, '>')->sort('uid')->range(0, self::CHUNK);
    if ($broadcast->audience === 'users') {
      $query->condition('uid', [...$broadcast->targets, 0], 'IN');
    }
    // Nobody's account says that it is authenticated: all are.
    elseif ($broadcast->audience === 'roles' && !in_array(AccountInterface::AUTHENTICATED_ROLE, $broadcast->targets, TRUE)) {
      $query->condition('roles', $broadcast->targets, 'IN');
    }
    return array_values(array_map(intval(...), $query->execute()));
  }

}
