<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Session\AccountInterface;

/**
 * Which roles of the site belong to a room.
 */
final class Grants {

  public function __construct(
    private readonly Connection $database,
    private readonly Announcer $announcer,
    private readonly ConfigFactoryInterface $configFactory,
  ) {}

  /**
   * Makes these, and no others, the roles of a room.
   *
   * @param \Drupal\chatroom\Room $room
   *   The room.
   * @param array<string, \Drupal\chatroom\Role> $roles
   *   What they are there, by role of the site.
   */
  public function replace(Room $room, array $roles): void {
    $roles = $this->allowed($roles);
    if ($this->all($room) == $roles) {
      return;
    }
    $transaction = $this->database->startTransaction();
    $this->database->delete('chatroom_grant')->condition('rid', $room->rid)->execute();
    foreach ($roles as $id => $role) {
      $this->database->insert('chatroom_grant')->fields(['rid' => $room->rid, 'grantee' => $id, 'role' => $role->value])->execute();
    }
    unset($transaction);
    $this->announcer->closedForAll($room);
  }

  /**
   * The roles of a room.
   *
   * @return array<string, \Drupal\chatroom\Role>
   *   What they are there, by role of the site.
   */
  public function all(Room $room): array {
    $rows = $this->database->select('chatroom_grant', 'entry')
      ->fields('entry', ['grantee', 'role'])
      ->condition('rid', $room->rid)
      ->orderBy('grantee')
      ->execute()?->fetchAllKeyed() ?? [];
    return array_map(Role::from(...), $rows);
  }

  /**
   * What visitors without an account may be where they may see the page.
   */
  public function ofGuests(): ?Role {
    return match ($this->configFactory->get('chatroom.settings')->get('guests')) {
      'read' => Role::Reader,
      'write' => Role::Member,
      default => NULL,
    };
  }

  /**
   * Takes from visitors what the site doesn't allow them any more.
   */
  public function limitGuests(): void {
    $rids = $this->database->select('chatroom_grant', 'entry')->fields('entry', ['rid'])->condition('grantee', AccountInterface::ANONYMOUS_ROLE)->execute()?->fetchCol() ?? [];
    foreach ($rids as $rid) {
      $row = $this->database->select('chatroom_room', 'room')->fields('room')->condition('rid', $rid)->execute()?->fetchObject();
      if ($row instanceof \stdClass) {
        $room = Room::fromRow($row);
        $this->replace($room, $this->all($room));
      }
    }
  }

  /**
   * Leaves visitors no more than the site allows them.
   *
   * @param array<string, \Drupal\chatroom\Role> $roles
   *   What is wished for.
   *
   * @return array<string, \Drupal\chatroom\Role>
   *   In the order of their ids.
   */
  private function allowed(array $roles): array {
    $guests = $this->ofGuests();
    if (isset($roles[AccountInterface::ANONYMOUS_ROLE])) {
      $roles[AccountInterface::ANONYMOUS_ROLE] = $guests === Role::Member ? $roles[AccountInterface::ANONYMOUS_ROLE] : $guests;
      if ($roles[AccountInterface::ANONYMOUS_ROLE]?->isAtLeast(Role::Moderator)) {
        $roles[AccountInterface::ANONYMOUS_ROLE] = Role::Member;
      }
    }
    $roles = array_filter($roles);
    ksort($roles);
    return $roles;
  }

}
