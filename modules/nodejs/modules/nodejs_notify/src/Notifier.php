<?php

declare(strict_types=1);

namespace Drupal\nodejs_notify;

use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\nodejs\Core\DeferredPublisher;
use Drupal\nodejs\Core\Publication;
use Drupal\nodejs\PromptQueue;
use Drupal\nodejs_notify\Push\Devices;
use Drupal\user\UserInterface;

/**
 * Tells users something: in their inbox, on their pages, on their devices.
 *
 * Call it where the thing happens. What is told is written in the transaction
 * of the thing, and leaves when that is committed and the page was sent.
 */
final class Notifier {

  /**
   * Legacy code runs only callbacks of this name for our publications.
   */
  private const CALLBACK = 'nodejsNotice';

  public function __construct(
    private readonly Inbox $inbox,
    private readonly Choices $choices,
    private readonly Reader $reader,
    private readonly NoticeText $text,
    private readonly Devices $devices,
    private readonly DeferredPublisher $publisher,
    private readonly PromptQueue $queue,
    private readonly EntityTypeManagerInterface $entityTypeManager,
  ) {}

  /**
   * Tells users.
   *
   * Left out are blocked users, those who do without this kind, those who may
   * not view what it speaks of, and those who were told already.
   *
   * @param list<int|string> $uids
   *   The users.
   * @param \Drupal\nodejs_notify\Notice $notice
   *   What they are told.
   *
   * @return int
   *   How many were told.
   */
  public function tell(array $uids, Notice $notice): int {
    $told = 0;
    foreach ($uids as $uid) {
      $stored = $this->keep($uid, $notice);
      if ($stored !== NULL) {
        $told++;
        $this->publish($stored);
      }
    }
    return $told;
  }

  /**
   * Keeps a notice for a user and has their devices told, but no page.
   *
   * @return \Drupal\nodejs_notify\StoredNotice|null
   *   The notice; NULL when this user isn't told.
   */
  public function keep(int|string $uid, Notice $notice): ?StoredNotice {
    $user = $this->entityTypeManager->getStorage('user')->load($uid);
    if (!$user instanceof UserInterface || !$user->isActive() || in_array($notice->category, $this->choices->muted((int) $uid), TRUE) || !$this->reader->may($notice, $user)) {
      return NULL;
    }
    $stored = $this->inbox->add((int) $uid, $notice);
    foreach ($stored === NULL ? [] : $this->devices->of($stored->uid) as $device) {
      $this->queue->add('nodejs_notify_push', ['device' => $device->id, 'id' => $stored->id]);
    }
    return $stored;
  }

  /**
   * Tells a user's pages of a notice in their inbox.
   */
  public function publish(StoredNotice $notice, bool $durable = TRUE): void {
    $this->send('user:' . $notice->uid, $this->wire($notice), $durable);
  }

  /**
   * Tells whoever listens to a channel, without any inbox.
   *
   * @param string $channel
   *   The channel.
   * @param \Drupal\nodejs_notify\Notice $notice
   *   What they are told.
   * @param string $key
   *   The same for all that tells the same: a page shows it once.
   */
  public function show(string $channel, Notice $notice, string $key): void {
    $this->send($channel, ['notice' => ['key' => $key] + $this->face($notice)]);
  }

  /**
   * Tells a user's pages that notices were read or removed elsewhere.
   *
   * @param int $uid
   *   The user.
   * @param list<int>|null $ids
   *   Which; NULL: all.
   * @param string|null $origin
   *   The page that did it, which knows.
   */
  public function tellRead(int $uid, ?array $ids, ?string $origin = NULL): void {
    $data = ['callback' => self::CALLBACK, 'read' => $ids ?? 'all', 'unread' => $this->inbox->unread($uid)];
    $this->publisher->publish(new Publication('user:' . $uid, $data, $origin, durable: FALSE));
  }

  /**
   * What a page is told of a notice in its user's inbox.
   *
   * @return array<string, mixed>
   *   The notice, and how many are unread with it.
   */
  public function wire(StoredNotice $notice): array {
    return [
      'notice' => ['key' => self::key($notice), 'id' => $notice->id] + $this->face($notice),
      'unread' => $this->inbox->unread($notice->uid),
    ];
  }

  /**
   * What a page, or a device, shows of a notice: text, never markup.
   *
   * @return array<string, string>
   *   By name.
   */
  public function face(StoredNotice|Notice $notice): array {
    return [
      'subject' => $notice->subject,
      'body' => $this->text->excerpt($notice),
      'severity' => $notice->severity->value,
      'category' => $notice->category,
    ] + ($notice->link === NULL ? [] : ['link' => $notice->link]);
  }

  /**
   * By which a page or a device knows that it showed a notice already.
   */
  public static function key(StoredNotice $notice): string {
    // What went into a channel for many has the same source there.
    return $notice->category === 'broadcast' && $notice->source !== NULL ? $notice->source : 'notice:' . $notice->id;
  }

  /**
   * Publishes when the request is over.
   *
   * @param string $channel
   *   The channel.
   * @param array<string, mixed> $data
   *   What pages are told.
   * @param bool $durable
   *   Whether it is kept while the server is away.
   */
  private function send(string $channel, array $data, bool $durable = TRUE): void {
    $this->publisher->publish(new Publication($channel, ['callback' => self::CALLBACK] + $data, durable: $durable));
  }

}
