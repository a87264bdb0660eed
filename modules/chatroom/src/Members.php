<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Cache\CacheTagsInvalidatorInterface;
use Drupal\Core\Database\Connection;

/**
 * Who belongs to a room by name.
 */
final class Members {

  public function __construct(
    private readonly Connection $database,
    private readonly Announcer $announcer,
    private readonly CacheTagsInvalidatorInterface $cacheTags,
  ) {}

  /**
   * Gives an account a role in a room, or takes it out.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param int $uid
   *   The account.
   * @param \Drupal\chatroom\Role|null $role
   *   NULL: the room is closed for it at once.
   */
  public function set(Room $room, int $uid, ?Role $role): void {
    $before = $this->role($room, $uid);
    if ($uid === 0 || $before === $role) {
      return;
    }
    if ($role === NULL) {
      $this->database->delete('chatroom_member')->condition('rid', $room->rid)->condition('uid', $uid)->execute();
      $this->cacheTags->invalidateTags([Room::ANY]);
      $this->announcer->closedFor($uid, $room);
      return;
    }
    $this->database->merge('chatroom_member')
      ->keys(['rid' => $room->rid, 'uid' => $uid])
      ->insertFields(['rid' => $room->rid, 'uid' => $uid, 'role' => $role->value, 'joined' => (int) (microtime(TRUE) * 1000)])
      ->updateFields(['role' => $role->value])
      ->execute();
    $this->cacheTags->invalidateTags([Room::ANY]);
    $this->announcer->changedFor($uid, $room);
  }

  /**
   * Makes these, and no others, the members of a room.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param array<int, \Drupal\chatroom\Role> $roles
   *   Roles by account.
   */
  public function replace(Room $room, array $roles): void {
    $before = $this->all($room);
    foreach (array_keys($before + $roles) as $uid) {
      $role = $roles[$uid] ?? NULL;
      if (($before[$uid] ?? NULL) !== $role) {
        $this->set($room, $uid, $role);
      }
    }
  }

  /**
   * The account's role by name.
   */
  public function role(Room $room, int $uid): ?Role {
    $role = $this->database->select('chatroom_member', 'member')
      ->fields('member', ['role'])
      ->condition('rid', $room->rid)
      ->condition('uid', $uid)
      ->execute()?->fetchField();
    return is_string($role) ? Role::tryFrom($role) : NULL;
  }

  /**
   * Everybody in a room.
   *
   * @return array<int, \Drupal\chatroom\Role>
   *   Roles by account.
   */
  public function all(Room $room): array {
    $rows = $this->database->select('chatroom_member', 'member')
      ->fields('member', ['uid', 'role'])
      ->condition('rid', $room->rid)
      ->orderBy('uid')
      ->execute()?->fetchAllKeyed() ?? [];
    $roles = [];
    foreach ($rows as $uid => $role) {
      $roles[(int) $uid] = Role::from($role);
    }
    return $roles;
  }

  /**
   * Rooms of some kind that an account is in.
   *
   * @return list<int>
   *   Ids of rooms.
   */
  public function roomsOf(int $uid, string $kind): array {
    $query = $this->database->select('chatroom_member', 'member')->fields('member', ['rid'])->condition('uid', $uid);
    $query->join('chatroom_room', 'room', '[room].[rid] = [member].[rid]');
    return array_map(intval(...), $query->condition('room.kind', $kind)->execute()?->fetchCol() ?? []);
  }

}
