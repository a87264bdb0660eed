<?php

declare(strict_types=1);

namespace Drupal\chatroom\Group;

use Drupal\chatroom\Role;
use Drupal\Core\Entity\EntityInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\og\GroupTypeManagerInterface;
use Drupal\og\OgMembershipInterface;
use Drupal\og\OgRoleInterface;

/**
 * Groups of Organic Groups: its administrators keep order, the group's author owns the room.
 */
final class OrganicGroups implements GroupSource {

  public function __construct(
    private readonly EntityTypeManagerInterface $entityTypes,
    private readonly GroupTypeManagerInterface $groupTypes,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function isGroup(EntityInterface $entity): bool {
    return $this->groupTypes->isGroup($entity->getEntityTypeId(), $entity->bundle());
  }

  /**
   * {@inheritdoc}
   */
  public function groups(): iterable {
    foreach ($this->groupTypes->getGroupMap() as $type => $bundles) {
      $definition = $this->entityTypes->getDefinition($type);
      $query = $this->entityTypes->getStorage($type)->getQuery()->accessCheck(FALSE);
      if ($bundle = $definition?->getKey('bundle')) {
        $query->condition($bundle, array_values($bundles), 'IN');
      }
      yield $type => array_values(array_map(intval(...), $query->execute()));
    }
  }

  /**
   * {@inheritdoc}
   */
  public function members(EntityInterface $group): array {
    $roles = [];
    foreach ($this->memberships($group) as $membership) {
      $roles[(int) $membership->getOwnerId()] = $this->role($membership);
    }
    return $roles;
  }

  /**
   * {@inheritdoc}
   */
  public function roleOf(EntityInterface $group, int $uid): ?Role {
    foreach ($this->memberships($group, ['uid' => $uid]) as $membership) {
      return $this->role($membership);
    }
    return NULL;
  }

  /**
   * {@inheritdoc}
   */
  public function membership(EntityInterface $entity): ?array {
    return $entity instanceof OgMembershipInterface
      ? [$entity->getGroupEntityType(), (int) $entity->getGroupId(), (int) $entity->getOwnerId()]
      : NULL;
  }

  /**
   * The memberships of a group that are neither blocked nor waiting.
   *
   * @param \Drupal\Core\Entity\EntityInterface $group
   *   The group.
   * @param array<string, int> $conditions
   *   What else they have.
   *
   * @return list<\Drupal\og\OgMembershipInterface>
   *   The memberships.
   */
  private function memberships(EntityInterface $group, array $conditions = []): array {
    $found = $this->entityTypes->getStorage('og_membership')->loadByProperties([
      'entity_type' => $group->getEntityTypeId(),
      'entity_id' => $group->id(),
      'state' => OgMembershipInterface::STATE_ACTIVE,
    ] + $conditions);
    return array_values(array_filter($found, static fn (EntityInterface $entity): bool => $entity instanceof OgMembershipInterface));
  }

  /**
   * What a member of the group is in its room.
   */
  private function role(OgMembershipInterface $membership): Role {
    if ($membership->isOwner()) {
      return Role::Owner;
    }
    $administrator = $membership->getGroupEntityType() . '-' . $membership->getGroupBundle() . '-' . OgRoleInterface::ADMINISTRATOR;
    return $membership->hasRole($administrator) ? Role::Moderator : Role::Member;
  }

}
