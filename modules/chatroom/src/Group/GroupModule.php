<?php

declare(strict_types=1);

namespace Drupal\chatroom\Group;

use Drupal\chatroom\Role;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\user\EntityOwnerInterface;

/**
 * Groups of the module Group, 2 and 3; seen with 3.3.
 *
 * Of that module it uses what is documented: entities of type `group` with
 * getMembers() and getMember(), whose members tell getUser() and getRoles(); memberships are
 * entities of type `group_relationship` (3) or `group_content` (2).
 */
final class GroupModule implements GroupSource {

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypes,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function isGroup(EntityInterface $entity): bool {
    return $entity->getEntityTypeId() === 'group';
  }

  /**
   * {@inheritdoc}
   */
  public function groups(): iterable {
    $ids = $this->entityTypes->getStorage('group')->getQuery()->accessCheck(FALSE)->execute();
    yield 'group' => array_values(array_map(intval(...), $ids));
  }

  /**
   * {@inheritdoc}
   */
  public function members(EntityInterface $group): array {
    $roles = [];
    $members = is_callable([$group, 'getMembers']) ? $group->getMembers() : [];
    foreach ($members as $member) {
      $uid = (int) $member->getUser()?->id();
      $role = $this->role($group, $member);
      if ($role !== NULL) {
        $roles[$uid] = $role;
      }
    }
    return $roles;
  }

  /**
   * {@inheritdoc}
   */
  public function roleOf(EntityInterface $group, int $uid): ?Role {
    $user = $this->entityTypes->getStorage('user')->load($uid);
    $member = $user !== NULL && is_callable([$group, 'getMember']) ? $group->getMember($user) : FALSE;
    return is_object($member) ? $this->role($group, $member) : NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function membership(EntityInterface $entity): ?array {
    if (!in_array($entity->getEntityTypeId(), ['group_relationship', 'group_content'], TRUE)) {
      return NULL;
    }
    if (!is_callable([$entity, 'getPluginId']) || $entity->getPluginId() !== 'group_membership' || !is_callable([$entity, 'getGroupId']) || !is_callable([$entity, 'getEntityId'])) {
      return NULL;
    }
    return ['group', (int) $entity->getGroupId(), (int) $entity->getEntityId()];
  }

  /**
   * What a member of the group is in its room; NULL without an account.
   */
  private function role(EntityInterface $group, object $member): ?Role {
    $user = $member->getUser();
    if ($user === NULL) {
      return NULL;
    }
    if ($group instanceof EntityOwnerInterface && (int) $group->getOwnerId() === (int) $user->id()) {
      return Role::Owner;
    }
    foreach ($member->getRoles() as $role) {
      if (is_callable([$role, 'isAdmin']) && $role->isAdmin()) {
        return Role::Moderator;
      }
    }
    return Role::Member;
  }

}
