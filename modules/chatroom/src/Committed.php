<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\chatroom\Event\LinesCommitted;
use Drupal\Core\Cache\CacheTagsInvalidatorInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Extension\ModuleHandlerInterface;
use Drupal\Core\Lock\LockBackendInterface;
use Drupal\nodejs\Event\ServerEvent;
use Symfony\Component\DependencyInjection\Attribute\Autowire;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Contracts\EventDispatcher\EventDispatcherInterface;

/**
 * Tells Drupal's own code of committed lines: each change, in order, none left out.
 *
 * The server says which rooms changed; what changed is read from the tables,
 * from where the last telling got to. A handler that fails is asked again with
 * the next telling.
 */
final class Committed implements EventSubscriberInterface {

  private const BATCH = 100;

  public function __construct(
    private readonly Rooms $rooms,
    private readonly Lines $lines,
    private readonly Connection $database,
    private readonly EventDispatcherInterface $dispatcher,
    private readonly ModuleHandlerInterface $modules,
    private readonly CacheTagsInvalidatorInterface $cacheTags,
    #[Autowire(service: 'lock')]
    private readonly LockBackendInterface $lock,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [ServerEvent::class => 'onServerEvent'];
  }

  /**
   * The push server tells which rooms changed.
   */
  public function onServerEvent(ServerEvent $event): void {
    $names = $event->members['rooms'] ?? NULL;
    if ($event->type === 'chat' && is_array($names)) {
      foreach ($this->rooms->find(['name' => array_values(array_filter($names, is_string(...)))]) as $room) {
        $this->tell($room);
      }
    }
  }

  /**
   * Tells of what nobody was told of yet, in all rooms.
   */
  public function tellAll(): void {
    $names = $this->database->select('chatroom_room', 'room')->fields('room', ['name'])->where('[head_seq] > [told_seq]')->execute()?->fetchCol() ?? [];
    foreach ($this->rooms->find(['name' => array_values($names)]) as $room) {
      $this->tell($room);
    }
  }

  /**
   * Tells of a room's changes up to its newest.
   */
  private function tell(Room $room): void {
    $name = 'chatroom_told:' . $room->rid;
    // Who has it may have read before this change was there.
    if (!$this->lock->acquire($name) && ($this->lock->wait($name, 5) || !$this->lock->acquire($name))) {
      return;
    }
    try {
      $this->cacheTags->invalidateTags([Room::ANY, $room->cacheTag()]);
      do {
        $room = $this->rooms->loadById($room->rid) ?? $room;
        $lines = $this->lines->changedAfter($room, $room->toldSeq, self::BATCH);
        $isFull = count($lines) === self::BATCH;
        if ($isFull) {
          // Lines of one change stand together: the last one may go on behind the batch.
          $last = (int) end($lines)->changed;
          $lines = array_values(array_filter($lines, static fn (\stdClass $line): bool => (int) $line->changed < $last));
        }
        if ($lines !== []) {
          $this->dispatcher->dispatch(new LinesCommitted($room, $lines));
          $this->modules->invokeAll('chatroom_lines', [$room, $lines]);
        }
        $last = $lines === [] ? $room->headSeq : (int) end($lines)->changed;
        $told = $isFull ? $last : max($last, $room->headSeq);
        $this->database->update('chatroom_room')->fields(['told_seq' => max($told, $room->toldSeq)])->condition('rid', $room->rid)->execute();
      } while ($isFull);
    }
    finally {
      $this->lock->release($name);
    }
  }

}
