<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\chatroom\Event\LinesCommitted;
use Drupal\Core\Database\Connection;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\Core\Url;
use Drupal\nodejs_notify\Notice;
use Drupal\nodejs_notify\Notifier;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;

/**
 * Puts mentions into the inbox of who wasn't there to read them; from there they go to devices as well.
 *
 * Only where the module nodejs_notify is.
 */
final class MentionNotices implements EventSubscriberInterface {

  use StringTranslationTrait;

  public function __construct(
    private readonly Connection $database,
    private readonly Notifier $notifier,
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
      $uids = $line->mentions === '' || (int) $line->changed !== (int) $line->seq ? [] : array_map(intval(...), explode(',', $line->mentions));
      $uids = $this->waiting($room, (int) $line->seq, array_diff($uids, [(int) $line->uid]));
      if ($uids !== []) {
        $this->notifier->tell($uids, new Notice(
          (string) $this->t('@name mentions you in @room', ['@name' => $line->name === '' ? $this->t('Guest') : $line->name, '@room' => $room->title]),
          mb_substr(PlainText::of($line->html), 0, 200),
          category: 'chatroom',
          link: Url::fromRoute('chatroom.room', ['room' => $room->name], ['fragment' => $room->name . '/' . ((int) $line->thread > 0 ? $line->thread : $line->seq)])->toString(),
          source: 'chatroom:' . $room->name . ':' . $line->seq,
        ));
      }
    }
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
