<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Cache\CacheTagsInvalidatorInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Entity\EntityInterface;

/**
 * The rooms: makes them, finds them, and settles how they are.
 *
 * Their lines are the push server's to write; who may be in them is for Members
 * and Grants.
 */
final class Rooms {

  public function __construct(
    private readonly Connection $database,
    private readonly Announcer $announcer,
    private readonly CacheTagsInvalidatorInterface $cacheTags,
  ) {}

  /**
   * The room of this name.
   */
  public function load(string $name): ?Room {
    return $this->find(['name' => $name])[0] ?? NULL;
  }

  /**
   * The room with this id.
   */
  public function loadById(int $rid): ?Room {
    return $this->find(['rid' => $rid])[0] ?? NULL;
  }

  /**
   * The room that belongs to an entity.
   */
  public function ofEntity(EntityInterface $entity): ?Room {
    return !self::canOwn($entity) ? NULL : $this->ofOwner($entity->getEntityTypeId(), (int) $entity->id());
  }

  /**
   * Whether an entity can have a room: text as a number would be that of another one.
   */
  public static function canOwn(EntityInterface $entity): bool {
    return (string) (int) $entity->id() === (string) $entity->id();
  }

  /**
   * The room that belongs to the entity of this type and id.
   */
  public function ofOwner(string $type, int $id): ?Room {
    return $this->find(['owner_type' => $type, 'owner_id' => $id])[0] ?? NULL;
  }

  /**
   * Rooms whose columns have these values, by title.
   *
   * @param array<string, string|int|list<int|string>> $conditions
   *   Values by column.
   *
   * @return list<\Drupal\chatroom\Room>
   *   The rooms.
   */
  public function find(array $conditions): array {
    $query = $this->database->select('chatroom_room', 'room')->fields('room')->orderBy('title')->orderBy('name');
    foreach ($conditions as $column => $value) {
      if ($value === []) {
        return [];
      }
      $query->condition($column, $value, is_array($value) ? 'IN' : '=');
    }
    return array_values(array_map(Room::fromRow(...), $query->execute()?->fetchAll() ?? []));
  }

  /**
   * Rooms that a site's owner may choose for something, by name: none of those that people make for themselves.
   *
   * @return array<string, string>
   *   Their titles.
   */
  public function choices(): array {
    return array_column($this->find(['kind' => ['site', 'group', 'content']]), 'title', 'name');
  }

  /**
   * Makes a room, unless it is there.
   *
   * @param string $name
   *   What stands after "chat:" in its channel.
   * @param string $title
   *   What it is called.
   * @param string $kind
   *   Site, group, content, private or direct, in small letters.
   * @param \Drupal\Core\Entity\EntityInterface|null $owner
   *   The entity that it belongs to.
   */
  public function create(string $name, string $title, string $kind = 'site', ?EntityInterface $owner = NULL): Room {
    if (preg_match('/^' . Room::NAME . '$/D', $name) !== 1) {
      throw new \InvalidArgumentException(sprintf('"%s" is no name of a room.', $name));
    }
    $this->database->merge('chatroom_room')
      ->key('name', $name)
      ->insertFields([
        'name' => $name,
        'title' => mb_substr($title, 0, 255),
        'kind' => $kind,
        'owner_type' => $owner?->getEntityTypeId() ?? '',
        'owner_id' => (int) $owner?->id(),
        'epoch' => substr(strtr(base64_encode(random_bytes(12)), '+/', '-_'), 0, 12),
        'created' => (int) (microtime(TRUE) * 1000),
      ])
      // A row that is there stays as it is.
      ->updateFields(['name' => $name])
      ->execute();
    return $this->load($name) ?? throw new \LogicException('The room that was just made is gone.');
  }

  /**
   * Changes a room; those in it see it at once.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param array{title?: string, status?: string, slow?: int, retention?: int} $changes
   *   What is to be otherwise.
   */
  public function settle(Room $room, array $changes): Room {
    if (isset($changes['title'])) {
      $changes['title'] = mb_substr($changes['title'], 0, 255);
    }
    if ($changes !== []) {
      $this->database->update('chatroom_room')->fields($changes)->condition('rid', $room->rid)->execute();
    }
    $settled = $this->loadById($room->rid) ?? $room;
    if ($settled != $room) {
      $this->announcer->settled($settled);
      $this->cacheTags->invalidateTags([Room::ANY, $room->cacheTag()]);
    }
    return $settled;
  }

  /**
   * Removes a room with all that was said in it.
   */
  public function delete(Room $room): void {
    $transaction = $this->database->startTransaction();
    $members = $this->database->select('chatroom_member', 'member')->fields('member', ['uid'])->condition('rid', $room->rid)->execute()?->fetchCol() ?? [];
    $mids = $this->database->select('chatroom_message', 'message')->fields('message', ['mid'])->condition('rid', $room->rid);
    $this->database->delete('chatroom_reaction')->condition('mid', $mids, 'IN')->execute();
    // Without its line a file is nobody's, and cron removes it.
    $this->database->update('chatroom_file')->fields(['mid' => 0, 'created' => 0])->condition('rid', $room->rid)->execute();
    foreach (['mention', 'reader', 'member', 'sanction', 'grant', 'invitation', 'flag', 'hook', 'message', 'room'] as $table) {
      $this->database->delete('chatroom_' . $table)->condition('rid', $room->rid)->execute();
    }
    unset($transaction);
    $this->announcer->closedForAll($room);
    foreach ($members as $uid) {
      $this->announcer->changedFor((int) $uid, $room);
    }
    $this->cacheTags->invalidateTags([Room::ANY, $room->cacheTag()]);
  }

}
