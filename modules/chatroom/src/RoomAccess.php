<?php

declare(strict_types=1);

namespace Drupal\chatroom;

use Drupal\Core\Database\Connection;
use Drupal\Core\Database\Query\SelectInterface;
use Drupal\Core\Session\AccountInterface;

/**
 * Who may be in which room: the push server's own rules, for Drupal's pages.
 */
final class RoomAccess {

  public function __construct(
    private readonly Connection $database,
  ) {}

  /**
   * What an account is in a room; NULL: for it there is no such room.
   */
  public function role(Room $room, AccountInterface $account): ?Role {
    return $room->rid === 0 ? NULL : $this->roles($account, $room)[$room->rid] ?? NULL;
  }

  /**
   * Whether a moderator took an account's word.
   */
  public function isMuted(Room $room, AccountInterface $account): bool {
    return array_intersect([0, $room->rid], $this->sanctioned((int) $account->id(), 'mute')) !== [];
  }

  /**
   * What an account is in the rooms it may see.
   *
   * @param \Drupal\Core\Session\AccountInterface $account
   *   An account that isn't blocked.
   * @param \Drupal\chatroom\Room|null $room
   *   Only this one.
   *
   * @return array<int, \Drupal\chatroom\Role>
   *   Roles by id of the room.
   */
  public function roles(AccountInterface $account, ?Room $room = NULL): array {
    $uid = (int) $account->id();
    $queries = [$this->database->select('chatroom_grant', 'entry')->fields('entry', ['rid', 'role'])->condition('grantee', $account->getRoles(), 'IN')];
    if ($uid > 0) {
      $queries[] = $this->database->select('chatroom_member', 'entry')->fields('entry', ['rid', 'role'])->condition('uid', $uid);
    }
    $roles = [];
    foreach ($queries as $query) {
      foreach ($this->within($query, $room) as $row) {
        $roles[(int) $row->rid] = Role::stronger($roles[(int) $row->rid] ?? NULL, Role::from($row->role));
      }
    }
    foreach ($roles === [] || $uid === 0 ? [] : $this->sanctioned($uid, 'ban') as $rid) {
      if ($rid === 0) {
        return [];
      }
      unset($roles[$rid]);
    }
    return array_filter($roles);
  }

  /**
   * Runs a query, for one room if there is one.
   *
   * @return iterable<\stdClass>
   *   Rows.
   */
  private function within(SelectInterface $query, ?Room $room): iterable {
    if ($room !== NULL) {
      $query->condition('entry.rid', $room->rid);
    }
    return $query->execute() ?? [];
  }

  /**
   * Rooms in which something is imposed on an account, 0 for all of them.
   *
   * @return list<int>
   *   Ids of rooms.
   */
  private function sanctioned(int $uid, string $kind): array {
    $query = $this->database->select('chatroom_sanction', 'sanction')
      ->fields('sanction', ['rid'])
      ->condition('uid', $uid)
      ->condition('kind', $kind)
      ->condition('lifted', 0);
    $end = $query->orConditionGroup()->condition('until', 0)->condition('until', (int) (microtime(TRUE) * 1000), '>');
    return array_map(intval(...), $query->condition($end)->execute()?->fetchCol() ?? []);
  }

}
