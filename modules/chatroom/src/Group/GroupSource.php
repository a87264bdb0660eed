<?php

declare(strict_types=1);

namespace Drupal\chatroom\Group;

use Drupal\chatroom\Role;
use Drupal\Core\Entity\EntityInterface;

/**
 * A module that knows groups and who is in them.
 *
 * A service with the tag `chatroom.group_source` adds one.
 */
interface GroupSource {

  /**
   * Whether an entity is a group.
   */
  public function isGroup(EntityInterface $entity): bool;

  /**
   * The groups of the site, as ids by type of entity.
   *
   * @return iterable<string, list<int>>
   *   Ids.
   */
  public function groups(): iterable;

  /**
   * Who is in a group.
   *
   * @return array<int, \Drupal\chatroom\Role>
   *   Roles by account; who is blocked in the group, or waits, isn't there.
   *   Blocked accounts are: nothing tells the group when the block ends.
   */
  public function members(EntityInterface $group): array;

  /**
   * What an account is in a group.
   *
   * Asked for each membership that changes: it must not load all of them.
   *
   * @return \Drupal\chatroom\Role|null
   *   As in members(); NULL for who isn't there.
   */
  public function roleOf(EntityInterface $group, int $uid): ?Role;

  /**
   * Reads an entity that makes an account a member.
   *
   * @return array{string, int, int}|null
   *   The group's type and id, and the account; NULL for anything else.
   */
  public function membership(EntityInterface $entity): ?array;

}
