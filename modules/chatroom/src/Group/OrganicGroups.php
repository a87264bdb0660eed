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
    $memberships = $this->entityTypes->getStorage('og_membership')->loadByProperties([
      'entity_type' => $group->getEntityTypeId(),
      'entity_id' => $group->id(),
      'state' => OgMembershipInterface::STATE_ACTIVE,
    ]);
    $roles = [];
    foreach ($memberships as $membership) {
      if ($membership instanceof OgMembershipInterface) {
        $roles[(int) $membership->getOwnerId()] = $this->roleOf($membership);
      }
    }
    return $roles;
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
   * What a member of the group is in its room.
   */
  private function roleOf(OgMembershipInterface $membership): Role {
    if ($membership->isOwner()) {
      return Role::Owner;
    }
    $administrator = $membership->getGroupEntityType() . '-' . $membership->getGroupBundle() . '-' . OgRoleInterface::ADMINISTRATOR;
    return $membership->hasRole($administrator) ? Role::Moderator : Role::Member;
  }

}
