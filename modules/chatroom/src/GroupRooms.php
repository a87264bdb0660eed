<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Entity\ContentEntityInterface;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Psr\Log\LoggerInterface;

/**
 * Keeps one room a group, with the group's own members in it.
 */
final class GroupRooms {

  /**
   * Wires it.
   *
   * @param iterable<\Drupal\chatroom\Group\GroupSource> $sources
   *   The modules that know groups.
   * @param \Drupal\chatroom\Rooms $rooms
   *   The rooms.
   * @param \Drupal\chatroom\Members $members
   *   Who is in them.
   * @param \Drupal\Core\Entity\EntityTypeManagerInterface $entityTypes
   *   Loads groups.
   * @param \Psr\Log\LoggerInterface $logger
   *   Is told of groups that can have no room.
   */
  public function __construct(
    private readonly iterable $sources,
    private readonly Rooms $rooms,
    private readonly Members $members,
    private readonly EntityTypeManagerInterface $entityTypes,
    private readonly LoggerInterface $logger,
  ) {}

  /**
   * An entity came or changed: a group, or somebody's place in one.
   */
  public function saved(EntityInterface $entity): void {
    foreach ($this->sources as $source) {
      if ($source->isGroup($entity)) {
        $this->sync($entity);
      }
      $this->changed($source->membership($entity));
    }
  }

  /**
   * An entity is gone.
   */
  public function deleted(EntityInterface $entity): void {
    foreach ($this->sources as $source) {
      $this->changed($source->membership($entity));
    }
    // It may be no group any more: its type was taken from groups, or their module is gone.
    $room = $entity instanceof ContentEntityInterface ? $this->rooms->ofEntity($entity) : NULL;
    if ($room?->kind === 'group') {
      $this->rooms->delete($room);
    }
  }

  /**
   * Makes the rooms of groups that were there before, and corrects members that changed past all hooks.
   *
   * @param int $after
   *   How many groups were done already.
   * @param float $seconds
   *   After how long it goes on another time; at least one group is done.
   *
   * @return int
   *   Where to go on; 0 when it is through.
   */
  public function syncSome(int $after, float $seconds): int {
    $until = microtime(TRUE) + $seconds;
    $reached = 0;
    foreach ($this->sources as $source) {
      foreach ($source->groups() as $type => $ids) {
        $storage = $this->entityTypes->getStorage($type);
        sort($ids);
        foreach ($ids as $id) {
          if ($reached++ < $after) {
            continue;
          }
          $group = $storage->load($id);
          if ($group !== NULL) {
            $this->sync($group);
          }
          if (microtime(TRUE) >= $until) {
            return $reached;
          }
        }
      }
    }
    return 0;
  }

  /**
   * The room of a group, which is made where there is none.
   */
  public function roomOf(EntityInterface $group): ?Room {
    if (!Rooms::canOwn($group)) {
      return NULL;
    }
    foreach ($this->sources as $source) {
      if ($source->isGroup($group)) {
        return $this->rooms->ofEntity($group) ?? $this->sync($group);
      }
    }
    return NULL;
  }

  /**
   * Has the room be as the group is.
   */
  private function sync(EntityInterface $group): ?Room {
    if (!Rooms::canOwn($group)) {
      $this->logger->warning('"@title" (@type @id) has no chat room: only groups whose ids are numbers have one.', [
        '@title' => (string) $group->label(),
        '@type' => $group->getEntityTypeId(),
        '@id' => (string) $group->id(),
      ]);
      return NULL;
    }
    $title = (string) $group->label();
    $room = $this->rooms->ofEntity($group)
      ?? $this->rooms->create('group-' . strtr($group->getEntityTypeId(), '_', '-') . '-' . $group->id(), $title, 'group', $group);
    if ($room->title !== $title && $title !== '') {
      $room = $this->rooms->settle($room, ['title' => $title]);
    }
    $roles = [];
    foreach ($this->sources as $source) {
      if ($source->isGroup($group)) {
        $roles += $source->members($group);
      }
    }
    $this->members->replace($room, $roles);
    return $room;
  }

  /**
   * Somebody's place in a group changed.
   *
   * @param array{string, int, int}|null $membership
   *   The group's type and id, and the account.
   */
  private function changed(?array $membership): void {
    if ($membership === NULL) {
      return;
    }
    [$type, $id, $uid] = $membership;
    $group = $this->entityTypes->getStorage($type)->load($id);
    $room = $group === NULL ? NULL : $this->roomOf($group);
    if ($group === NULL || $room === NULL) {
      return;
    }
    $role = NULL;
    foreach ($this->sources as $source) {
      if ($source->isGroup($group)) {
        $role = Role::stronger($role, $source->roleOf($group, $uid));
      }
    }
    $this->members->set($room, $uid, $role);
  }

}
