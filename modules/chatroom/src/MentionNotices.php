<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\chatroom\Event\LinesCommitted;
use Drupal\Core\Database\Connection;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Notifier;
use Drupal\user\UserInterface;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;

/**
 * Puts mentions into the inbox of who wasn't there to read them; from there they go to devices as well.
 *
 * Only where the module nodejs_notify is.
 */
final class MentionNotices implements EventSubscriberInterface {

  use StringTranslationTrait;

  /**
   * Accounts that are told at most when somebody calls everybody.
   */
  private const CALLED = 1000;

  public function __construct(
    private readonly Connection $database,
    private readonly Notifier $notifier,
    private readonly RoomAccess $access,
    private readonly EntityTypeManagerInterface $entityTypes,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [LinesCommitted::class => 'onLines'];
  }

  /**
   * Tells of the mentions in new lines.
   */
  public function onLines(LinesCommitted $event): void {
    $room = $event->room;
    foreach ($event->lines as $line) {
      if ((int) $line->changed !== (int) $line->seq) {
        continue;
      }
      $words = ['@name' => $line->name === '' ? $this->t('Guest') : $line->name, '@room' => $room->title];
      $named = $line->mentions === '' ? [] : array_map(intval(...), explode(',', $line->mentions));
      $named = $this->present($room, $this->waiting($room, (int) $line->seq, array_diff($named, [(int) $line->uid])));
      $this->tell($named, $room, $line, (string) $this->t('@name mentions you in @room', $words));
      // Who is there is called by the line itself.
      if ($line->calls === 'all') {
        $called = array_diff($this->called($room, $line), $named);
        $this->tell(array_values($called), $room, $line, (string) $this->t('@name calls everybody in @room', $words));
      }
    }
  }

  /**
   * Tells accounts of a line.
   *
   * @param list<int> $uids
   *   The accounts.
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param \stdClass $line
   *   The line.
   * @param string $title
   *   What it is to them.
   */
  private function tell(array $uids, Room $room, \stdClass $line, string $title): void {
    if ($uids !== []) {
      $this->notifier->tell($uids, new Notice(
        $title,
        mb_substr(PlainText::of($line->html), 0, 200),
        category: 'chatroom',
        link: Url::fromRoute('chatroom.room', ['room' => $room->name], ['fragment' => $room->name . '/' . ((int) $line->thread > 0 ? $line->thread : $line->seq)])->toString(),
        source: 'chatroom:' . $room->name . ':' . $line->seq,
      ));
    }
  }

  /**
   * Those of the room who haven't read so far: who was there once and may still be.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param \stdClass $line
   *   The line that calls them.
   *
   * @return list<int>
   *   Accounts.
   */
  private function called(Room $room, \stdClass $line): array {
    $uids = $this->database->select('chatroom_reader', 'reader')
      ->fields('reader', ['uid'])
      ->condition('rid', $room->rid)
      ->condition('uid', $line->uid, '<>')
      ->condition('read_seq', $line->seq, '<')
      ->condition('notify', 'nothing', '<>')
      ->orderBy('read_seq', 'DESC')
      ->range(0, self::CALLED)
      ->execute()?->fetchCol() ?? [];
    return $this->present($room, $uids);
  }

  /**
   * Those who may read in the room now; it may be a while since a line was written.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param array<int|string> $uids
   *   Accounts.
   *
   * @return list<int>
   *   Accounts.
   */
  private function present(Room $room, array $uids): array {
    $present = array_filter(
      $uids === [] ? [] : $this->entityTypes->getStorage('user')->loadMultiple($uids),
      fn ($account): bool => $account instanceof UserInterface && $account->isActive() && $this->access->role($room, $account) !== NULL,
    );
    return array_map(intval(...), array_keys($present));
  }

  /**
   * Those who haven't read so far and want to know.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param int $seq
   *   The line's `seq`.
   * @param array<int> $uids
   *   Who is mentioned.
   *
   * @return list<int>
   *   Accounts.
   */
  private function waiting(Room $room, int $seq, array $uids): array {
    if ($uids === []) {
      return [];
    }
    $query = $this->database->select('chatroom_reader', 'reader')->fields('reader', ['uid'])->condition('rid', $room->rid)->condition('uid', $uids, 'IN');
    $done = $query->orConditionGroup()->condition('read_seq', $seq, '>=')->condition('notify', 'nothing');
    $settled = array_map(intval(...), $query->condition($done)->execute()?->fetchCol() ?? []);
    return array_values(array_diff($uids, $settled));
  }

}
